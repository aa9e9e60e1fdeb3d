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

const common = { created_at: '2026-01-02T03:04:05+00:00', updated_at: null, role: '', _links: links };

/** The integrations of the project `health`. */
export const healthIntegrations = [
  {
    id: 'mail',
    type: 'health.email',
    recipients: ['#admins', 'a@b.example'],
    from_address: 'up@b.example',
    ...common,
  },
  { id: 'mail2', type: 'health.email', recipients: ['#viewers'], from_address: null, ...common },
  { id: 'slack', type: 'health.slack', token: '******', channel: '#ops', ...common },
  { id: 'pager', type: 'health.pagerduty', routing_key: '******', ...common },
  { id: 'hook', type: 'health.webhook', url: 'https://a.example/', shared_key: null, ...common },
  { id: 'hub', type: 'github', repository: 'a/b', ...common },
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
    output: 'counted to 1',
    attempts: [],
  },
  {
    id: 'run2failed',
    ...answering,
    integration_type: 'script',
    ...finished,
    outcome: 'failed',
    error: { name: 'TypeError', message: 'x is not a function', stack: null, line: 3, column: 5 },
    output: 'before it failed\n',
    attempts: [],
  },
];

/** An activity type with a sample. */
export const pushType = {
  type: 'environment.push',
  title: 'Push',
  description: 'A user pushed.',
  category: 'environment',
  deprecated: null,
};

const sample = {
  id: 'sample',
  type: 'environment.push',
  project: 'demo',
  created_at: '2020-01-01T00:00:00+00:00',
  started_at: '2020-01-01T00:00:01+00:00',
  completed_at: '2020-01-01T00:00:11+00:00',
  environments: ['main'],
  payload: { commits: [] },
};

/** The same type in full, in a state and with a result. */
export const pushTypeInFull = (state: string, result: string) => ({
  ...pushType,
  schema: {},
  sample: { ...sample, state, result },
});

/** What a replay of one failed run would do. */
export const replayPlan = {
  count: { activities: 1, runs: 1 },
  sample: [
    {
      activity: 'act0000000001',
      type: 'environment.push',
      state: 'complete',
      integration: 'scripti23456a',
      replay_of: 'run2failed',
    },
  ],
  truncated: false,
};

/** Why the integrations did or did not answer an activity, the latest of its states first. */
export const receipts = ['complete', 'pending'].map((state) => ({
  activity: { id: 'act0000000003', state },
  duplicate: false,
  matched: state === 'complete' ? [{ integration: 'scripti23456a', run: 'run1ok', type: 'script' }] : [],
  skipped: [{ integration: 'hook456789abc', reason: { field: 'events', message: `no ${state} wanted` } }],
}));
