import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { useFetchFixture } from './support/fetch-fixture.ts';

const { worker, server, printed, runScript, errorOf } = useFetchFixture();

describe('a redirect', () => {
  const call = (path: string, options = '{}') =>
    `var r = fetch(base + '${path}', ${options}); console.log(r.status, r.text())`;
  const post = `{ method: 'POST', headers: { 'Content-Type': 'text/x' }, body: 'b' }`;

  it('is followed, from one to the next', async () => {
    expect(await printed(call('/301'))).toEqual(['200 {"method":"GET","type":null,"body":""}']);
    expect(server.requests.map(({ path }) => path)).toEqual(['/301', '/302', '/echo']);
  });

  it.each(['/302', '/303'])('of %s turns a POST into a GET without a body', async (path) => {
    expect(await printed(call(path, post))).toEqual(['200 {"method":"GET","type":null,"body":""}']);
  });

  it.each(['/307', '/308'])('of %s repeats the request', async (path) => {
    expect(await printed(call(path, post))).toEqual(['200 {"method":"POST","type":"text/x","body":"b"}']);
  });

  it.each([`'follow'`, 'undefined', 'null'])('is followed with redirect: %s', async (mode) => {
    expect(await printed(`console.log(fetch(base + '/302', { redirect: ${mode} }).status)`)).toEqual(['200']);
  });

  it(`is the response itself with redirect: 'manual'`, async () => {
    const source = `var r = fetch(base + '/302', { redirect: 'manual' }); console.log(r.ok, r.status, r.headers.get('location'), r.text())`;
    expect(await printed(source)).toEqual(['false 302 /echo moved']);
    expect(server.requests).toHaveLength(1);
  });

  it(`is an error with redirect: 'error'`, async () => {
    expect(await errorOf(`fetch(base + '/302', { redirect: 'error' })`)).toBe(
      'true TypeError: fetch failed: ORIGIN answered with a redirect',
    );
    expect(await printed(`console.log(fetch(base + '/', { redirect: 'error' }).status)`)).toEqual(['200']);
  });

  it('that never ends is an error after the fifth', async () => {
    expect(await errorOf(`fetch(base + '/loop')`)).toBe(
      'true TypeError: fetch failed: the request was redirected more than 5 times',
    );
    expect(server.requests).toHaveLength(6);
  });

  it('to something that is not the web is an error', async () => {
    expect(await errorOf(`fetch(base + '/elsewhere')`)).toMatch(
      /is not followed: only http: and https: URLs can be requested$/,
    );
  });
});

describe('a request that gets no response throws an Error that says why', () => {
  it('when no server listens', async () => {
    const port = await freePort();
    expect(await errorOf(`fetch('http://127.0.0.1:${port}/')`)).toBe(
      `true TypeError: fetch failed: could not connect to 127.0.0.1:${port}`,
    );
  });

  it('when the host does not exist', async () => {
    expect(await errorOf(`fetch('http://no-such-host.invalid/')`)).toMatch(
      /^true TypeError: fetch failed: could not connect to no-such-host\.invalid/,
    );
  });

  it('when the address is private, which names the setting: no script learns whether something is there', async () => {
    expect(await errorOf(`fetch('http://10.0.0.1/')`)).toBe(
      'true TypeError: fetch failed: could not connect to 10.0.0.1:80: the address is not a public one; the operator can open it with UPSHOT_EGRESS_ALLOW',
    );
  });

  it('when no answer comes in time', async () => {
    expect(await errorOf(`fetch(base + '/silent')`)).toBe(
      'true TypeError: fetch failed: the request was not answered in full within 1500 ms',
    );
  });

  it('when the answer is not HTTP', async () => {
    const rude = createServer((socket) => void socket.on('error', () => undefined).end('hello\r\n\r\n'));
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as AddressInfo;
    expect(await errorOf(`fetch('http://127.0.0.1:${port}/')`)).toBe(
      `true TypeError: fetch failed: http://127.0.0.1:${port} gave no valid HTTP response`,
    );
    rude.close();
  });

  it.each([
    ['/relative', 'the URL "/relative" is not valid'],
    ['example.com/x?key=word', 'the URL "example.com/x" has no https:// in front'],
    ['ftp://example.com/', 'only http: and https: URLs can be requested'],
    ['file:///etc/passwd', 'only http: and https: URLs can be requested'],
    [
      'http://user:word@example.com/',
      'the URL holds a user name or a password; send an Authorization header instead',
    ],
  ])('when the URL is %j', async (url, reason) => {
    expect(await errorOf(`fetch(${JSON.stringify(url)})`)).toBe(`true TypeError: fetch failed: ${reason}`);
  });

  it('when the URL is missing, before anything is sent', async () => {
    expect(await errorOf(`fetch(variables.chat_url, { method: 'POST' })`)).toBe(
      'true TypeError: fetch: the URL is undefined',
    );
  });

  it('and fails the run, with the place of the call, when it is not caught', async () => {
    const { outcome, error } = await worker.runScript(`function notify() {\n  fetch('nowhere')\n}\nnotify()`);
    expect({ outcome, error }).toMatchObject({
      outcome: 'failed',
      error: {
        name: 'TypeError',
        message: 'fetch failed: the URL "nowhere" has no https:// in front',
        line: 2,
        column: 3,
      },
    });
  });
});

describe('the requests of a run', () => {
  it('are counted, and limited to what the operator allows', async () => {
    const run = await runScript(
      `var n = 0; try { for (;;) { fetch(base + '/'); n++ } } catch (e) { console.log(n, e.name + ': ' + e.message) }`,
    );
    expect(run.printed).toEqual(['12 Error: fetch failed: a run may make 12 requests']);
    expect(run.fetches).toBe(12);
    expect(server.requests).toHaveLength(12);
  });
});

async function freePort(): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}
