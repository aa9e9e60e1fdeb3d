import type { Dashboard, Panel, Row } from './panel.ts';

const series = (title: string, promql: string, legend: string, more: Partial<Panel> = {}): Panel => ({
  title,
  kind: 'timeseries',
  width: 8,
  queries: [{ promql, legend }],
  ...more,
});

const stat = (title: string, promql: string, more: Partial<Panel> = {}): Panel => ({
  title,
  kind: 'stat',
  width: 4,
  queries: [{ promql, legend: '' }],
  ...more,
});

/** The median and the 99th percentile of a histogram. */
function quantiles(title: string, histogram: string, label: string, more: Partial<Panel> = {}): Panel {
  const queries = [0.5, 0.99].map((quantile) => ({
    promql: `histogram_quantile(${quantile}, sum by (le, ${label}) (rate(${histogram}_bucket[$__rate_interval])))`,
    legend: `{{${label}}} p${quantile * 100}`,
  }));
  return { title, kind: 'timeseries', width: 8, unit: 's', queries, ...more };
}

const flow: Row = {
  title: 'Is work flowing?',
  panels: [
    stat('Oldest due run', 'max(upshot_lane_oldest_age_seconds)', { unit: 's' }),
    stat('Lanes waiting', 'sum(max by (type) (upshot_lanes_waiting))'),
    stat('Workers', 'count(up{job="upshot-worker"} == 1) or vector(0)'),
    stat('Ingests', 'count(up{job="upshot-ingest"} == 1) or vector(0)'),
    stat('Ledger', 'max(upshot_ledger_up)', { unit: 'bool_on_off' }),
    stat('Paused by receivers', 'max(upshot_paused_integrations{by="receiver"})'),
    series(
      'Activities posted',
      'sum by (result) (rate(upshot_activities_total[$__rate_interval]))',
      '{{result}}',
      {
        unit: 'ops',
      },
    ),
    series('Runs matched', 'sum by (type) (rate(upshot_runs_matched_total[$__rate_interval]))', '{{type}}', {
      unit: 'ops',
    }),
    series('Attempts', 'sum by (outcome) (rate(upshot_attempts_total[$__rate_interval]))', '{{outcome}}', {
      unit: 'ops',
    }),
    series('Age of the oldest due run', 'max by (type) (upshot_lane_oldest_age_seconds)', '{{type}}', {
      unit: 's',
    }),
    quantiles('Wait before an attempt', 'upshot_queue_wait_seconds', 'type'),
    quantiles('Time to outcome', 'upshot_time_to_outcome_seconds', 'type'),
  ],
};

const workers: Row = {
  title: 'Workers',
  panels: [
    {
      ...series('Lanes', 'sum(upshot_worker_lanes_active)', 'active'),
      queries: [
        { promql: 'sum(upshot_worker_lanes_active)', legend: 'active' },
        { promql: 'sum(upshot_worker_lanes_parked)', legend: 'parked' },
        { promql: 'sum(upshot_worker_lanes)', legend: 'all' },
      ],
    },
    series('Slots', 'sum by (state) (upshot_slots)', '{{state}}', {
      about: 'Processes of scripts. Blocked: the script waits for a host function, such as fetch.',
    }),
    series(
      'Slots that ended',
      'sum by (while) (rate(upshot_slots_ended_total[$__rate_interval]))',
      '{{while}}',
      {
        unit: 'ops',
      },
    ),
    quantiles('Duration of attempts', 'upshot_run_duration_seconds', 'type'),
    series(
      'Requests to the outside',
      'sum by (request, status_class) (rate(upshot_outbound_requests_total[$__rate_interval]))',
      '{{request}} {{status_class}}',
      { unit: 'reqps' },
    ),
    series(
      'Processors used by scripts',
      'sum(rate(upshot_script_cpu_seconds_total[$__rate_interval]))',
      'scripts',
    ),
    series('Lanes that the relay found', 'sum(rate(upshot_relayed_lanes_total[$__rate_interval]))', 'lanes', {
      about: 'Retries, and wake-ups that Redis lost.',
      unit: 'ops',
    }),
  ],
};

const ingest: Row = {
  title: 'Ingest',
  panels: [
    series(
      'API requests',
      'sum by (status_class) (rate(upshot_http_request_duration_seconds_count[$__rate_interval]))',
      '{{status_class}}',
      { unit: 'reqps' },
    ),
    quantiles('Duration of API requests', 'upshot_http_request_duration_seconds', 'status_class'),
    series(
      'Requests refused with retry-after',
      'sum by (reason) (rate(upshot_requests_shed_total[$__rate_interval]))',
      '{{reason}}',
      { unit: 'reqps' },
    ),
  ],
};

const processes: Row = {
  title: 'Ledger and processes',
  panels: [
    quantiles('Duration of a commit', 'upshot_commit_duration_seconds', 'operation'),
    series(
      'Rows of a commit',
      'sum by (operation) (rate(upshot_commit_rows_sum[$__rate_interval]))' +
        ' / sum by (operation) (rate(upshot_commit_rows_count[$__rate_interval]))',
      '{{operation}}',
    ),
    series(
      'Faults',
      'sum by (job, error_type) (rate({__name__=~"upshot_.+_faults_total"}[$__rate_interval]))',
      '{{job}} {{error_type}}',
      { unit: 'ops', about: 'The log of the services has the first fault of each kind in full.' },
    ),
    series(
      'Event loop lag, 99th percentile',
      'upshot_event_loop_lag_seconds{quantile="0.99"}',
      '{{job}} {{instance}}',
      {
        unit: 's',
      },
    ),
    series(
      'Processors used',
      'sum by (job) (rate(upshot_process_cpu_seconds_total[$__rate_interval]))',
      '{{job}}',
    ),
    series('Memory', 'sum by (job) (upshot_process_memory_bytes)', '{{job}}', { unit: 'bytes' }),
  ],
};

/** Everything that Prometheus knows. */
export const metricsDashboard: Dashboard = {
  uid: 'upshot-metrics',
  title: 'Upshot: metrics',
  description: 'Generated by "npm run generate" from scripts/dashboards. Every metric: docs/metrics.md.',
  variables: [],
  rows: [flow, workers, ingest, processes],
};
