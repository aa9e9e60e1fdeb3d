import { formatDuration } from '../../format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { describeOutcome, toneOfOutcome } from '../../parts/outcome-badge.tsx';
import { describeAnswer, RequestCells, requestColumns, toneOf } from '../../parts/request-cells.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { words } from '../../words.ts';
import '../../styles/waterfall.css';
import { layOutTimeline, type Bar, type TimedAttempt, type Timeline } from './lay-out-timeline.ts';

interface Fired {
  readonly run: string;
  readonly name: string;
}

/** When each integration waited, was attempted, and sent requests, with the numbers behind a button. */
export function Waterfall({
  recordedAt,
  fired,
  attempts,
}: {
  readonly recordedAt: string;
  readonly fired: readonly Fired[];
  readonly attempts: readonly TimedAttempt[];
}) {
  if (attempts.length === 0) return null;
  const timeline = layOutTimeline(recordedAt, attempts);
  return (
    <figure className="waterfall">
      <figcaption>When it happened</figcaption>
      <Chart fired={fired} timeline={timeline} label={summarize(attempts, timeline)} />
      <details>
        <summary>The numbers</summary>
        <AttemptsTable fired={fired} attempts={attempts} />
        <RequestsTable fired={fired} attempts={attempts} />
      </details>
    </figure>
  );
}

function summarize(attempts: readonly TimedAttempt[], { rows, totalMs }: Timeline): string {
  const requests = attempts.reduce((sum, attempt) => sum + (attempt.requests?.length ?? 0), 0);
  return (
    `${words.integrations(rows.size)}, ${words.attempts(attempts.length)} and ${words.requests(requests)} ` +
    `within ${formatDuration(totalMs)}`
  );
}

function Chart({
  fired,
  timeline: { rows, breaks, totalMs },
  label,
}: {
  readonly fired: readonly Fired[];
  readonly timeline: Timeline;
  readonly label: string;
}) {
  return (
    <div role="img" aria-label={label}>
      {fired.map(({ run, name }) => (
        <div key={run} className="waterfall-row">
          <span className="waterfall-name">{name}</span>
          <span className="waterfall-track">
            {breaks.map(({ left, ms }) => (
              <span
                key={left}
                className="waterfall-break"
                style={{ left: `${left}%` }}
                title={`${formatDuration(ms)} in which nothing ran`}
              />
            ))}
            {(rows.get(run) ?? []).map((bar, index) => (
              <BarOf key={`${bar.kind}.${index}`} bar={bar} />
            ))}
          </span>
        </div>
      ))}
      <div className="waterfall-row">
        <span />
        <span className="waterfall-axis">
          <span>recorded</span>
          <span>{`+ ${formatDuration(totalMs)}`}</span>
        </span>
      </div>
    </div>
  );
}

function BarOf({ bar }: { readonly bar: Bar }) {
  const style = { left: `${bar.left}%`, width: `${bar.width}%` };
  return <span className={`waterfall-${bar.kind} ${toneOfBar(bar)}`} style={style} title={describe(bar)} />;
}

function toneOfBar(bar: Bar): string {
  if (bar.kind === 'wait') return '';
  return bar.kind === 'attempt' ? toneOfOutcome(bar.attempt.outcome) : toneOf(bar.request);
}

function describe(bar: Bar): string {
  if (bar.kind === 'wait') return 'waited';
  if (bar.kind === 'attempt') {
    const { attempt, outcome, duration_ms: duration } = bar.attempt;
    return `attempt ${attempt}: ${describeOutcome(outcome)}, ${formatDuration(duration)}`;
  }
  const { method, url, duration_ms: duration } = bar.request;
  return `${makeVisible(`${method} ${url}`)}: ${describeAnswer(bar.request)}, ${formatDuration(duration)}`;
}

interface Rows {
  readonly fired: readonly Fired[];
  readonly attempts: readonly TimedAttempt[];
}

const nameOf = (fired: readonly Fired[], { run, integration_name: name }: TimedAttempt) =>
  fired.find((item) => item.run === run)?.name ?? makeVisible(name);

function AttemptsTable({ fired, attempts }: Rows) {
  return (
    <ListTable caption="Attempts" columns={['Integration', 'Attempt', 'Outcome', 'Duration']}>
      {attempts.map((attempt) => (
        <tr key={`${attempt.run}.${attempt.attempt}`}>
          <td>{nameOf(fired, attempt)}</td>
          <td>{attempt.attempt}</td>
          <td>{describeOutcome(attempt.outcome)}</td>
          <td>{formatDuration(attempt.duration_ms)}</td>
        </tr>
      ))}
    </ListTable>
  );
}

function RequestsTable({ fired, attempts }: Rows) {
  if (attempts.every(({ requests }) => requests === null)) return null;
  return (
    <ListTable caption="Requests" columns={['Integration', 'Attempt', ...requestColumns]}>
      {attempts.map((attempt) =>
        attempt.requests?.map((request, index) => (
          <tr key={`${attempt.run}.${attempt.attempt}.${index}`}>
            <td>{nameOf(fired, attempt)}</td>
            <td>{attempt.attempt}</td>
            <RequestCells request={request} />
          </tr>
        )),
      )}
    </ListTable>
  );
}
