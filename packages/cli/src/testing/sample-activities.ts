/** Sixty activities, newest first: more than two pages. Only the newest has not ended. */
export const sampleActivities = Array.from({ length: 60 }, (_, index) => ({
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
  log: index === 3 ? 'hello\nworld \u001b[2J\n' : null,
  description: '<user>Ada</user> pushed',
  text: index === 1 ? 'tab\there "quoted"\nline' : 'Ada pushed',
}));
