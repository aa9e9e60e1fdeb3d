const links = { self: { href: '#' }, '#validate': { href: '#' } };

const filters = {
  events: ['*'],
  states: ['complete'],
  environments: ['*'],
  excluded_environments: [],
  result: '*',
};

/** The integrations of the project `demo`. */
export const integrations = [
  {
    id: 'scripti23456a',
    created_at: '2026-01-02T03:04:05.000000+00:00',
    updated_at: null,
    type: 'script',
    role: '',
    ...filters,
    script: 'console.log("hello");\n',
    _links: links,
  },
  {
    id: 'hook456789abc',
    created_at: '2026-01-02T03:04:05.000000+00:00',
    updated_at: null,
    type: 'webhook',
    role: '',
    ...filters,
    url: 'https://example.com/hook',
    shared_key: null,
    _links: links,
  },
];

/** Sixty activities, newest first: more than two pages. */
export const activities = Array.from({ length: 60 }, (_, index) => ({
  id: `act${String(index).padStart(10, '0')}`,
  type: index % 2 === 0 ? 'environment.push' : 'environment.cron',
  created_at: new Date(Date.UTC(2026, 0, 2) - index * 60_000).toISOString().replace('Z', '000+00:00'),
  started_at: '2026-01-02T00:00:00.000000+00:00',
  completed_at: '2026-01-02T00:00:02.500000+00:00',
  state: index === 0 ? 'in_progress' : 'complete',
  result: index === 0 ? null : 'success',
  completion_percent: 100,
  environments: ['main'],
  timings: { wait: 1.5 },
  payload: { environment: { name: 'main' }, 'https://a.b/': 'route' },
  log: null,
  description: '<user>Ada</user> pushed',
  text: index === 1 ? 'tab\there "quoted"\nline' : 'Ada pushed',
}));

/** One run of an integration, seen as an activity. */
export const runActivities = [
  {
    id: 'run1ok',
    type: 'integration.script',
    created_at: '2026-01-02T03:04:05.000000+00:00',
    state: 'complete',
    result: 'success',
    environments: ['main'],
    text: 'Running activity script',
    payload: { activity: 'act0000000001', attempt: 1, outcome: 'succeeded' },
  },
];

const finished = {
  state: 'finished',
  attempt: 1,
  started_at: '2026-01-02T03:04:05.000000+00:00',
  duration_ms: 12,
};
const answering = {
  activity: 'act0000000001',
  activity_type: 'environment.push',
  integration: 'scripti23456a',
};

/** A run that succeeded and one that failed. */
export const runs = [
  {
    id: 'run1ok',
    ...answering,
    integration_type: 'script',
    ...finished,
    outcome: 'succeeded',
    error: null,
    output: [{ at_ms: 1, level: 'log', text: 'counted to 1' }],
    attempts: [],
  },
  {
    id: 'run2failed',
    ...answering,
    integration_type: 'script',
    ...finished,
    outcome: 'failed',
    error: { name: 'TypeError', message: 'x is not a function', line: 3, column: 5 },
    output: 'before it failed\n',
    attempts: [],
  },
];
