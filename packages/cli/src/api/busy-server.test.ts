import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectForTest } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { startCliSystem } from '../testing/cli-system.ts';
import { runUpshot, startUpshot } from '@upshot/testing/run-upshot';

it('tries again when the server is busy, and shows the requests with -v, never the token', async () => {
  await using system = await startCliSystem();
  const { id } = await system.addProject();
  const database = connectForTest(system.databaseUrl, { maxConnections: 1, statementMs: 0 });

  const command = await database.transaction().execute(async (transaction) => {
    await sql`lock table projects in access exclusive mode`.execute(transaction);
    const started = startUpshot(system.url, ['project:get', id, '-v']);
    await eventually(() => expect(started.stderr()).toContain('; trying again in'));
    return started;
  });
  await database.destroy();

  const { code, stderr } = await command.ended;
  expect(code).toBe(0);
  expect(stderr).toMatch(/^The ledger is unavailable; trying again in 2 s$/m);
  expect(stderr).toContain(`GET ${system.url}/api/projects/${id} 503`);
  expect(stderr).not.toContain(adminToken);
});

it('retries no earlier than retry-after says, and does not wait for an hour', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    const headers = { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() };
    response.writeHead(503, { ...headers, 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ title: 'Busy', status: 503 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await runUpshot(`http://127.0.0.1:${port}`, ['project:get', 'overrun']);
  server.close();
  expect(code).not.toBe(0);
  expect(stderr).toContain('Busy');
  expect(requests).toBe(1);
});
