import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEgressPolicy } from '@upshot/outbound/egress-policy';
import { createOutboundClient } from '@upshot/outbound/outbound-client';
import type { Integration, Project } from '@upshot/ledger/tables';
import { parseKeyRing } from '@upshot/secrets/seal';
import { expect, test } from 'vitest';
import { secretContext } from '@upshot/integrations/secret-context';
import { seal } from '@upshot/secrets/seal';
import { readMailSettings } from './read-mail-settings.ts';
import { sendNotice } from './send-notice.ts';

const ring = parseKeyRing(Buffer.alloc(32, 1).toString('base64'));
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
  const integration: Integration = {
    ...({} as Integration),
    id: 'i',
    type: 'health.slack',
    channel: 'alerts',
    shared_key_sealed: null,
    routing_key_sealed: null,
    token_sealed: seal(ring, token, secretContext('i', 'token')),
  };
  const tools = { ring, client, mail: undefined, slackUrl: `http://127.0.0.1:${port}/`, pagerdutyUrl: '' };
  const { lines } = await sendNotice(tools, { id: 'n', change, integration, project: {} as Project });
  await client.close();
  receiver.close();
  return lines.join('\n');
}

test('a token that comes back is masked as JSON, and where the answer is cut short', async () => {
  expect(await linesAfter((echo) => JSON.stringify({ echo }))).toMatch(/"echo":"Bearer \*{6}"/);
  expect(await linesAfter((echo) => `${'y'.repeat(1980)}${echo}`)).toMatch(/yBearer \*{6}$/);
  expect(await linesAfter((echo) => encodeURIComponent(echo))).not.toContain('0123456789');
});

test('a mail server with a bare % in its password is refused at once, without showing it', () => {
  const read = (smtpUrl: string) => () => readMailSettings({ smtpUrl, mailFrom: 'a@b.example' });
  expect(read('smtp://u:100%pure@mail.example')).toThrow(/UPSHOT_SMTP_URL .*%25/);
  expect(read('smtp://u:100%pure@mail.example')).not.toThrow(/pure/);
  expect(read('smtp://u:100%25pure@mail.example')).not.toThrow();
});
