import { expect, it } from 'vitest';
import { closedPort, startHttp, testClient } from './test-servers.ts';

it('lets names that are never answered hold up nobody but the party that asks for them', async () => {
  await using server = await startHttp();
  const asked: string[] = [];
  const resolve = (host: string): Promise<readonly string[]> => {
    asked.push(host);
    return host.endsWith('.silent.example') ? new Promise(() => {}) : Promise.resolve(['127.0.0.1']);
  };
  await using client = testClient({ resolve, limits: { connectMs: 300 } });
  const get = (host: string, party: string) =>
    client.send({ method: 'GET', url: `http://${host}:${server.port}/`, headers: [] }, { party });
  const hostile = Array.from({ length: 50 }, (_, index) => get(`${index}.silent.example`, 'mallory'));
  expect(await get('honest.example', 'alice')).toMatchObject({ status: 200 });
  for (const reply of await Promise.all(hostile)) {
    expect(reply).toMatchObject({ reason: 'connect' });
    expect(JSON.stringify(reply)).toContain('could not connect to');
  }
  expect(await get('other.example', 'alice')).toMatchObject({ status: 200 });
  // What nobody waits for any more is not asked for in the end, either.
  expect(asked.filter((host) => host.endsWith('.silent.example')).length).toBeLessThan(5);
});

it('asks once for a name that many of a party want', async () => {
  const port = await closedPort();
  const asked: string[] = [];
  await using client = testClient({
    resolve: async (host) => {
      asked.push(host);
      await new Promise((resolve) => setImmediate(resolve));
      return ['127.0.0.1'];
    },
  });
  const request = { method: 'GET', url: `http://same.example:${port}/`, headers: [] };
  await Promise.all(Array.from({ length: 20 }, () => client.send(request)));
  expect(asked).toEqual(['same.example']);
});
