import { expect, it } from 'vitest';
import { resolveFairly } from './fair-resolve.ts';
import { closedPort, startHttp, testClient } from './test-servers.ts';

it('lets names without an answer delay only the project that asks for them', async () => {
  await using server = await startHttp();
  const asked: string[] = [];
  const resolve = (host: string): Promise<readonly string[]> => {
    asked.push(host);
    return host.endsWith('.silent.example') ? new Promise(() => {}) : Promise.resolve(['127.0.0.1']);
  };
  await using client = testClient({ resolve });
  const get = (host: string, project: string, integration: string, connectMs = 10_000) =>
    client.send(
      { method: 'GET', url: `http://${host}:${server.port}/`, headers: [] },
      { tenant: { project, integration }, limits: { connectMs } },
    );
  const hostile = Array.from({ length: 50 }, (_, index) =>
    get(`${index}.silent.example`, 'mallory', `integration ${index}`, 300),
  );
  expect(await get('honest.example', 'alice', 'one')).toMatchObject({ status: 200 });
  for (const reply of await Promise.all(hostile)) {
    expect(reply).toMatchObject({ reason: 'connect' });
    expect(JSON.stringify(reply)).toContain('could not connect to');
  }
  expect(await get('other.example', 'alice', 'one')).toMatchObject({ status: 200 });
  // Waiting requests without callers are dropped.
  expect(asked.filter((host) => host.endsWith('.silent.example')).length).toBeLessThan(10);
});

it('keeps the last permit for a project without resolutions in progress', async () => {
  const asked: string[] = [];
  const silent = (host: string) => (asked.push(host), new Promise<readonly string[]>(() => {}));
  const resolve = resolveFairly(silent, { total: 4, maxPerProject: 3 });
  const { signal } = new AbortController();
  for (let index = 0; index < 5; index++) {
    void resolve(`${index}.a.example`, 'a', signal);
    void resolve(`${index}.b.example`, 'b', signal);
  }
  expect(asked).toHaveLength(3);
  void resolve('c.example', 'c', signal);
  expect(asked).toContain('c.example');
});

it('resolves no more names of one project at once than it may', async () => {
  const asked: string[] = [];
  const answers: ((addresses: readonly string[]) => void)[] = [];
  const pending = (host: string) => {
    asked.push(host);
    return new Promise<readonly string[]>((resolve) => answers.push(resolve));
  };
  const resolve = resolveFairly(pending, { total: 100, maxPerProject: 2 });
  const { signal } = new AbortController();
  const resolving = ['a', 'b', 'c'].map((host) => resolve(host, 'p', signal));
  expect(asked).toEqual(['a', 'b']);
  answers[0]?.(['192.0.2.1']);
  expect(await resolving[0]).toEqual(['192.0.2.1']);
  expect(asked).toEqual(['a', 'b', 'c']);
});

it('asks again for a name that was resolved before', async () => {
  const asked: string[] = [];
  const resolve = resolveFairly((host) => Promise.resolve([`${asked.push(host)}`]), {
    total: 4,
    maxPerProject: 4,
  });
  const { signal } = new AbortController();
  expect(await resolve('a', 'p', signal)).toEqual(['1']);
  await new Promise((next) => setImmediate(next));
  expect(await resolve('a', 'p', signal)).toEqual(['2']);
});

it('resolves a name once for many requests of one project', async () => {
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
