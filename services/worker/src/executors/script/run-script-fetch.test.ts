import { expect, it } from 'vitest';
import { dueRun } from '../../testing/attempts.ts';
import { startScripts, type Answer } from '../../testing/run-scripted.ts';

const { runScripted, receiverPort } = startScripts();

const fetching = `fetch('ORIGIN/path?q=1', { method: 'POST', body: 'hello' })`;

/** Prints the error of a fetch. */
const failing = (url: string) =>
  `try { fetch('${url}') } catch (e) { console.log(e.name + ': ' + e.message) }`;

it('a fetch is made once the beginning is written, and holds up the lane', async () => {
  const { result, done } = await runScripted(fetching);
  expect(done).toEqual(['begun', 'POST /path?q=1']);
  expect(result).toMatchObject({ outcome: 'succeeded', mustSettleFirst: true });
});

it('a fetch is not made when another worker has claimed the lane', async () => {
  const fenced = new Error('fenced');
  const done: string[] = [];
  const attempt = { begin: () => Promise.reject(fenced) };
  await expect(runScripted(fetching, { done, attempt })).rejects.toMatchObject({
    name: 'HostFault',
    hostFunction: 'fetch',
    cause: fenced,
  });
  expect(done).toEqual([]);
});

it('fetches of one integration share a connection, those of others have their own', async () => {
  const ports: (number | undefined)[] = [];
  const answer: Answer = ({ socket }, response) => {
    ports.push(socket.remotePort);
    response.end();
  };
  const tenants = [
    { projectId: 'p', id: 'i' },
    { projectId: 'p', id: 'i' },
    { projectId: 'p', id: 'j' },
    { projectId: 'q', id: 'i' },
  ];
  for (const { projectId, id } of tenants)
    await runScripted(fetching, { answer, integration: { id }, attempt: { run: dueRun({ projectId }) } });
  expect(ports[1]).toBe(ports[0]);
  expect(new Set(ports).size).toBe(3);
});

it('a fetch gets the response, and two lines of output that do not show what was sent', async () => {
  const source = `const r = fetch('ORIGIN/s3cret-value/a?key=s3cret-value', {
      method: 'POST', body: 'hello', headers: { Authorization: 'Bearer token' } });
    console.log(r.url);
    console.log(JSON.stringify([r.status, r.statusText, r.redirected, r.headers.get('x-test'), r.text()]))`;
  const received: unknown[] = [];
  const { texts } = await runScripted(source, {
    answer({ headers }, response) {
      received.push(headers.authorization);
      response.writeHead(201, 'Made', { 'x-test': 'yes' }).end('größe');
    },
  });
  expect(received).toEqual(['Bearer token']);
  expect(texts).toEqual([
    `HTTP request POST http://127.0.0.1:${receiverPort()}/******/a?…`,
    expect.stringMatching(/^HTTP response 201 Made \(\d+ ms\)$/),
    `http://127.0.0.1:${receiverPort()}/******/a?key=******`,
    '[201,"Made",false,"yes","größe"]',
  ]);
});

it('the path of a fetch is not shown when it holds a secret in a form that is not masked afterwards', async () => {
  const { texts, done } = await runScripted(String.raw`fetch('ORIGIN/le\\ft/a')`, {
    integration: { secrets: [String.raw`le\ft`] },
  });
  expect(done).toEqual(['begun', 'GET /le/ft/a']);
  expect(texts[0]).toBe(`HTTP request GET http://127.0.0.1:${receiverPort()}/******/a`);
});

it('the origin of a URL that is a secret is shown whole, and no secret in a method or a status', async () => {
  const url = `http://127.0.0.1:${receiverPort()}/hooks/T024BE7LD`;
  const source = `fetch('ORIGIN/hooks/T024BE7LD'); fetch('ORIGIN', { method: 'password' })`;
  const { texts } = await runScripted(source, {
    integration: { secrets: [url, 's3cret-value', 'password'] },
    answer: (_request, response) => response.writeHead(200, 'is s3cret-value').end(),
  });
  expect(texts[0]).toBe(`HTTP request GET http://127.0.0.1:${receiverPort()}/******`);
  expect(texts[1]).toMatch(/^HTTP response 200 is \*{6} \(\d+ ms\)$/);
  expect(texts[2]).toBe(`HTTP request ****** http://127.0.0.1:${receiverPort()}/******`);
});

it('a fetch that is denied fails for the script without the reason, which operators get', async () => {
  const { texts, reported, done } = await runScripted(failing('http://s3cret-value.localhost:8080/'));
  expect(done).toEqual(['begun']);
  expect(texts.slice(2)).toEqual(['TypeError: fetch failed: could not connect to ******.localhost:8080']);
  expect(texts.join('\n')).not.toMatch(/127\.0\.0\.1|deny-list/);
  expect(reported).toEqual([
    [
      'egressRefused',
      'r',
      expect.stringMatching(/ \*{6}\.localhost:8080 is 127\.0\.0\.1 \(on the deny-list\)/),
    ],
  ]);
});

it('a fetch of a private address that the URL names fails with the setting that would allow it', async () => {
  const { texts, reported } = await runScripted(failing('http://10.0.0.1/'));
  expect(texts.at(-1)).toMatch(
    /^TypeError: fetch failed: could not connect to 10\.0\.0\.1:80: .*UPSHOT_EGRESS_ALLOW/,
  );
  expect(reported).toEqual([['egressRefused', 'r', expect.stringContaining('10.0.0.1 (not public')]]);
});

it.each([
  ['nothing listens at its port', () => `127.0.0.2:${receiverPort()}`],
  ['no host has its name', () => 'no-such-host.invalid:8080'],
])('a fetch fails when %s: an error of the script, and no event', async (_why, find) => {
  const authority = find();
  const { result, texts, reported } = await runScripted(failing(`http://${authority}/`));
  expect(texts).toEqual([
    `HTTP request GET http://${authority}/`,
    expect.stringMatching(/^HTTP response none: could not connect to \S+ \(\d+ ms\)$/),
    `TypeError: fetch failed: could not connect to ${authority}`,
  ]);
  expect(result).toMatchObject({ outcome: 'succeeded', mustSettleFirst: true });
  expect(reported).toEqual([]);
});
