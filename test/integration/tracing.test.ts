import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { project, pushActivity, startSystem } from '@upshot/testing/system';
import { startSpanCollector } from './span-collector.ts';

it('has one trace over the whole way, which the log names and receivers get instead of what scripts set', async () => {
  await using collector = await startSpanCollector();
  const { spans } = collector;
  const received: IncomingHttpHeaders[] = [];
  const receiver = createServer((request, response) => {
    received.push(request.headers);
    response.end('pong');
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const at = (server: typeof receiver) => `127.0.0.1:${(server.address() as AddressInfo).port}`;

  await using system = await startSystem({
    environment: {
      ...collector.environment,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging,team=ops',
      UPSHOT_EGRESS_ALLOW: at(receiver),
      UPSHOT_TRACE_URL: 'https://traces.example/{trace_id}?full',
    },
  });
  const forged = {
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    TraceState: 'x=1',
    baggage: 'y=2',
  };
  const forgedHeaders = JSON.stringify(forged);
  const script = `fetch('http://${at(receiver)}/?token=canary-9182', { headers: ${forgedHeaders} });
      console.log('done')`;
  await system.addIntegration({ type: 'script', script });
  const hook = `http://${at(receiver)}/hook?key=canary-9182`;
  await system.addIntegration({ type: 'webhook', events: ['*'], url: hook });
  const receipt = await system.post(await pushActivity('traced'));
  await eventually(() => {
    const names = spans.filter(({ traceId }) => traceId === receipt.trace_id).map(({ name }) => name);
    expect(names.filter((name) => name === 'run')).toHaveLength(2);
    expect(names).toEqual(
      expect.arrayContaining([
        'POST /api/projects/:project/activities',
        'record',
        'run',
        'fetch',
        'deliver',
        'settle',
      ]),
    );
  });
  const port = (receiver.address() as AddressInfo).port;
  const expected = [
    ['fetch', 'GET', `http://127.0.0.1:${port}/?…`],
    ['deliver', 'POST', `http://127.0.0.1:${port}/hook?…`],
  ] as const;
  for (const [name, method, url] of expected) {
    const attributes = spans.find((span) => span.name === name)?.attributes ?? [];
    expect(Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))).toEqual({
      'http.request.method': method,
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.full': url,
    });
  }
  expect(new Set(spans.map(({ environment }) => environment))).toEqual(new Set(['staging']));
  const [entry] = await system.query<{ trace_id: string }>('select trace_id from activity_log');
  expect(entry?.trace_id).toBe(receipt.trace_id);
  const run = await system.call('GET', `/projects/${project}/runs/${receipt.matched[0]?.run ?? ''}`);
  expect(run).toMatchObject({ trace_url: `https://traces.example/${receipt.trace_id}?full` });
  const ofTrace = spans.filter(({ traceId }) => traceId === receipt.trace_id);
  const named = (name: string) => ofTrace.find((span) => span.name === name);
  const runs = ofTrace.filter(({ name }) => name === 'run').map(({ spanId }) => spanId);
  expect(runs).toContain(named('fetch')?.parentSpanId);
  expect(runs).toContain(named('deliver')?.parentSpanId);
  expect(new Set(ofTrace.map(({ service }) => service))).toEqual(new Set(['upshot-ingest', 'upshot-worker']));
  expect(received).toHaveLength(2);
  const parents = [named('fetch'), named('deliver')].map(
    (span) => `00-${receipt.trace_id}-${span?.spanId}-01`,
  );
  expect(new Set(received.map(({ traceparent }) => traceparent))).toEqual(new Set(parents));
  for (const headers of received) {
    expect(headers).not.toHaveProperty('tracestate');
    expect(headers).not.toHaveProperty('baggage');
  }
  expect(JSON.stringify(spans)).not.toContain('canary-9182');
  receiver.close();
});
