import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { privateHosts } from '@upshot/testing/private-hosts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startScripts } from '../../testing/run-scripted.ts';

const { runScripted, receiverPort } = startScripts({
  limits: { fetches: privateHosts.length, wallMs: 60_000, cpuMs: 20_000, outputBytes: 4_000_000 },
});

let connections = 0;
const canary = createServer((socket) => {
  connections += 1;
  socket.destroy();
});

beforeAll(async () => {
  await once(canary.listen(0, '0.0.0.0'), 'listening');
});
afterAll(() => canary.close());

/** Why no connection was made: the address was refused, or the URL is none that is ever sent. */
const NOT_SENT =
  /could not connect to |is not valid$|holds a user name or a password|redirected more than|is not followed/;

/** Prints how the fetch of each URL ended. */
const trying = (urls: readonly string[]) => `
  for (const url of ${JSON.stringify(urls)}) {
    let end;
    try { end = 'status ' + fetch(url).status; } catch (error) { end = error.message; }
    console.log('end', end);
  }`;

/** How they ended, in order. */
const endsOf = (texts: readonly string[]) => texts.filter((text) => text.startsWith('end '));

it('a script that tries every form of every private address reaches none', async () => {
  const { port } = canary.address() as AddressInfo;
  const urls = privateHosts.map(([, host]) => `http://${host}:${port}/`);
  const { result, texts } = await runScripted(trying(urls));
  const ends = endsOf(texts);
  expect(ends).toHaveLength(urls.length);
  for (const [index, [name]] of privateHosts.entries()) expect.soft(ends[index], name).toMatch(NOT_SENT);
  expect(result).toMatchObject({ outcome: 'succeeded', fetches: urls.length });
  expect(connections).toBe(0);
});

it('a script that is redirected to every form of every private address reaches none', async () => {
  const { port } = canary.address() as AddressInfo;
  const locations = privateHosts.map(([, host]) => encodeURIComponent(`http://${host}:${port}/`));
  const urls = locations.map((location) => `http://127.0.0.1:${receiverPort()}/?${location}`);
  const { result, texts, done } = await runScripted(trying(urls), {
    answer({ url = '' }, response) {
      const location = decodeURIComponent(url.slice(2)).replaceAll(/[\t\n]/gu, '');
      response.writeHead(302, { location: Buffer.from(location).toString('latin1') }).end();
    },
  });
  const ends = endsOf(texts);
  for (const [index, [name]] of privateHosts.entries()) expect.soft(ends[index], name).toMatch(NOT_SENT);
  expect(done.filter((line) => line.startsWith('GET'))).toHaveLength(urls.length);
  expect(result).toMatchObject({ outcome: 'succeeded', fetches: urls.length });
  expect(connections).toBe(0);
});
