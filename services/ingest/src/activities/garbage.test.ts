import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openBareConnection, toPostRequest, type BareConnection } from '@upshot/testing/bare-connection';
import { createTestApp, testAdminToken } from '../testing/test-app.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' | 'major' }) => void;

const POSTS = 200;
const CONNECTIONS = 8;

/** What the cheap collections of garbage, of young objects only, leave behind is paid for with long pauses later. */
test('what a request brings is garbage of the cheap kind when it is answered', async () => {
  await using t = await createTestApp();
  await t.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = t.app.server.address() as { port: number };
  const connections = Array.from({ length: CONNECTIONS }, () => openBareConnection('127.0.0.1', port));
  const payload = Array.from({ length: 1000 }, (_, index) => ({ name: `field ${index}` }));
  const bodyBytes = JSON.stringify(payload).length;
  const post = async (connection: BareConnection, id: string) => {
    const json = JSON.stringify({ id, type: 't', state: 'complete', payload });
    const request = toPostRequest('x', '/api/projects/p1/activities', testAdminToken, json);
    const { status } = await connection.ask(request);
    expect(status).toBe(202);
  };
  const postMany = async (name: string) => {
    let next = 0;
    const postInTurn = async (connection: BareConnection) => {
      while (next < POSTS) {
        if (next % 20 === 0) collect({ type: 'minor' });
        await post(connection, `${name}${next++}`);
      }
    };
    await Promise.all(connections.map(postInTurn));
  };

  await postMany('warm');
  collect({ type: 'major' });
  const before = process.memoryUsage().heapUsed;
  await postMany('a');
  for (let times = 0; times < 3; times++) collect({ type: 'minor' });
  const more = process.memoryUsage().heapUsed - before;
  for (const connection of connections) connection.close();
  // About a quarter of what was posted; the bodies, as text and parsed, would be more than three times as much.
  expect(more).toBeLessThan((POSTS * bodyBytes) / 2);
});
