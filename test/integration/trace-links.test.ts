import { adminToken } from '@upshot/testing/processes';
import { eventually } from '@upshot/testing/eventually';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { expect, it } from 'vitest';
import { startReceiver } from './receiver.ts';
import { startSpanCollector, type ExportedSpan } from './span-collector.ts';

/** Posts a push whose sender has decided not to sample its own trace. */
async function postUnsampled(system: TestSystem, id: string): Promise<void> {
  const response = await fetch(`${system.url}/api/projects/${project}/activities`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`,
    },
    body: JSON.stringify(await pushActivity(id)),
  });
  expect(response.status).toBe(202);
}

const linksOf = ({ links = [] }: ExportedSpan) =>
  links.map(({ traceId, spanId, attributes }) => [traceId, spanId, attributes[0]?.value['stringValue']]);

it('a retry links to the attempt before it, and a replay to the run that it repeats', async () => {
  await using collector = await startSpanCollector();
  const statuses = [500, 204, 204];
  await using receiver = await startReceiver(() => ({ status: statuses.shift() ?? 204 }));
  await using system = await startSystem({
    environment: {
      ...collector.environment,
      UPSHOT_EGRESS_ALLOW: receiver.at,
      UPSHOT_WEBHOOK_RETRY_SECONDS: '0.1',
    },
  });
  await system.addIntegration({ type: 'webhook', url: `http://${receiver.at}`, events: ['*'] });
  const { trace_id: traceId } = await system.post(await pushActivity('linked'));
  await system.logged(1);
  await system.call('POST', `/projects/${project}/replays`, { activities: ['linked'] });
  await system.logged(2);
  const spans = await eventually(() => {
    const found = collector.spans.filter(({ name }) => name === 'run');
    expect(found).toHaveLength(3);
    return found;
  });
  const rows = await system.query<{ trace_id: string; span_id: string }>(
    'select trace_id, span_id from activity_log order by seq',
  );
  const [first, retry, replay] = rows.map(({ span_id }) => spans.find(({ spanId }) => spanId === span_id));
  if (first === undefined || retry === undefined || replay === undefined)
    throw new Error('a span of the log was not sent');
  expect(linksOf(first)).toEqual([]);
  expect(linksOf(retry)).toEqual([[traceId, first.spanId, 'previous_attempt']]);
  expect(linksOf(replay)).toEqual([[traceId, retry.spanId, 'replayed_run']]);
  expect(replay.traceId).not.toBe(traceId);
});

it('a failure is sent although the trace of the activity is not sampled by its sender', async () => {
  await using collector = await startSpanCollector();
  await using system = await startSystem({ environment: collector.environment });
  await system.addIntegration({ type: 'script', script: 'throw new Error()' });
  await postUnsampled(system, 'unsampled');
  await system.logged(1);
  await eventually(() => {
    const names = collector.spans.filter(({ traceId }) => traceId === 'a'.repeat(32)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['POST /api/projects/:project/activities', 'run']));
  });
});

it('OTEL_TRACES_SAMPLER decides otherwise, and the log names no span that was not sent', async () => {
  await using collector = await startSpanCollector();
  await using system = await startSystem({
    environment: { ...collector.environment, OTEL_TRACES_SAMPLER: 'parentbased_always_on' },
  });
  await system.addIntegration({ type: 'script', script: 'throw new Error()' });
  await postUnsampled(system, 'unsampled');
  await system.logged(1);
  await system.post(await pushActivity('sampled'));
  await system.logged(2);
  await eventually(() => expect(collector.spans.filter(({ name }) => name === 'run')).toHaveLength(1));
  const rows = await system.query('select span_id is null as is_unsent from activity_log order by seq');
  expect(rows).toEqual([{ is_unsent: true }, { is_unsent: false }]);
});
