import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEgressPolicy } from '@upshot/outbound/egress-policy';
import { createOutboundClient } from '@upshot/outbound/outbound-client';
import { expect, test } from 'vitest';
import { attemptOf, dueRun, integrationOf } from '../../testing/attempts.ts';
import { recordEvents } from '../../testing/recorded-events.ts';
import { sendNotice } from './executor.ts';
import { sendSlack } from './slack.ts';

const token = 'xoxb-"quoted\\0123456789-of-a-test';

/** The lines that are logged when a receiver answers `answer` to the token. */
async function linesAfter(answer: (authorization: string) => string): Promise<string> {
  const receiver = createServer((request, response) => {
    response.writeHead(500).end(answer(request.headers.authorization ?? ''));
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const client = createOutboundClient({ policy: parseEgressPolicy(`127.0.0.1:${port}`), userAgent: 'test' });
  const at = '2026-01-31T12:00:00.000Z';
  const change = {
    id: 'c',
    project: 'p1',
    subject: 'workers',
    kind: 'workers',
    status: 'bad',
    at,
    since: at,
  } as const;
  const fields = { token, channel: 'alerts' };
  const integration = integrationOf('health.slack', fields, { project: '{"id":"p1","title":"P"}' });
  const run = dueRun({ id: 'n', body: JSON.stringify({ payload: { change } }) });
  const tools = {
    client,
    events: recordEvents().events,
    mail: undefined,
    slackUrl: `http://127.0.0.1:${port}/`,
    pagerdutyUrl: '',
    schedule: { delaysMs: [] },
  };
  const result = await sendNotice(tools, sendSlack, attemptOf(integration, { run }));
  await client.close();
  receiver.close();
  if (result === 'aborted') throw new Error('the attempt was aborted');
  return (result.output ?? []).map(({ text }) => text).join('\n');
}

test('a token that comes back is masked as JSON, and where the answer is cut short', async () => {
  expect(await linesAfter((echo) => JSON.stringify({ echo }))).toMatch(/"echo":"Bearer \*{6}"/);
  expect(await linesAfter((echo) => `${'y'.repeat(1980)}${echo}`)).toMatch(/yBearer \*{6}$/);
  expect(await linesAfter((echo) => encodeURIComponent(echo))).not.toContain('0123456789');
});
