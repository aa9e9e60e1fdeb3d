import { describe, expect, it } from 'vitest';
import type { OutboundRequest } from './outbound-exchange.ts';
import { nextHop } from './follow-redirect.ts';
import { responseOf, startHttp, testClient } from './test-servers.ts';

const post = (url: string, redirect?: OutboundRequest['redirect']): OutboundRequest => ({
  method: 'POST',
  url,
  headers: [
    ['Content-Type', 'application/json'],
    ['Authorization', 'Bearer secret'],
    ['Cookie', 'a=b'],
    ['Proxy-Authorization', 'Basic secret'],
    ['X-JWS-Signature', 'secret'],
    ['X-Kept', 'yes'],
  ],
  body: '{"a":1}',
  ...(redirect && { redirect }),
});

/** Answers `/go/<status>` with a redirect to `location`, and anything else with 200. */
function startRedirecting(location = '/end') {
  return startHttp(({ url }, response) => {
    const status = /^\/go\/(\d+)/u.exec(url)?.[1];
    if (status !== undefined) response.writeHead(Number(status), { location });
  });
}

describe('a redirect', () => {
  it.each([301, 302, 303])('with %i turns POST into GET without body and content headers', async (status) => {
    await using server = await startRedirecting();
    await using client = testClient();
    const reply = responseOf(await client.send(post(`${server.origin}/go/${status}`)));
    expect(reply).toMatchObject({ status: 200, url: `${server.origin}/end`, redirects: 1 });
    const seen = server.requests[1];
    expect(seen).toMatchObject({ method: 'GET', url: '/end', body: '' });
    expect(seen?.headers).toMatchObject({ authorization: 'Bearer secret', cookie: 'a=b', 'x-kept': 'yes' });
    expect(seen?.headers).not.toHaveProperty('content-type');
    expect(seen?.headers).not.toHaveProperty('content-length');
  });

  it.each([307, 308])('with %i repeats method, headers and body', async (status) => {
    await using server = await startRedirecting();
    await using client = testClient();
    responseOf(await client.send(post(`${server.origin}/go/${status}`)));
    expect(server.requests[1]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'x-jws-signature': 'secret' },
    });
  });

  it('with 303 turns PUT into GET, with 302 it does not', async () => {
    await using server = await startRedirecting();
    await using client = testClient();
    await client.send({ ...post(`${server.origin}/go/303`), method: 'PUT' });
    await client.send({ ...post(`${server.origin}/go/302`), method: 'PUT' });
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT', 'PUT']);
  });

  it('to another origin carries only headers that hold no secret', async () => {
    await using end = await startHttp();
    await using there = await startRedirecting(`${end.origin}/end`);
    await using client = testClient();
    responseOf(await client.send(post(`${there.origin}/go/307`)));
    const headers = end.requests[0]?.headers;
    const sentByClient = ['connection', 'content-length', 'host'];
    const names = Object.keys(headers ?? {}).filter((name) => !sentByClient.includes(name));
    expect(names.toSorted()).toEqual(['accept', 'accept-encoding', 'content-type', 'user-agent']);
  });

  it('to another origin and back carries no secret either', async () => {
    await using end = await startHttp(({ url }, response) => {
      if (url === '/go') response.writeHead(307, { location: `${there.origin}/go` });
    });
    await using there = await startHttp((_, response) => {
      response.writeHead(307, { location: `${end.origin}/end` });
    });
    await using client = testClient();
    responseOf(await client.send({ ...post(`${end.origin}/go`), headers: [['X-Api-Key', 'secret']] }));
    expect(end.requests.map(({ headers }) => headers['x-api-key'])).toEqual(['secret', undefined]);
  });

  it('to a port that the Fetch standard blocks is refused', async () => {
    await using server = await startRedirecting('http://127.0.0.1:25/');
    await using client = testClient();
    expect(await client.get(`${server.origin}/go/302`)).toMatchObject({
      kind: 'refused',
      detail: containing('a port that the Fetch standard blocks'),
    });
  });

  it('that goes on and on ends after the limit', async () => {
    await using server = await startRedirecting('/go/302');
    await using client = testClient({ limits: { redirects: 3 } });
    expect(await client.get(`${server.origin}/go/302`)).toMatchObject({ reason: 'redirects' });
    expect(server.requests).toHaveLength(4);
  });

  it('is handed back with `manual` and fails with `error`', async () => {
    await using server = await startRedirecting();
    await using client = testClient();
    const url = `${server.origin}/go/302`;
    const reply = responseOf(await client.send(post(url, 'manual')));
    expect(reply).toMatchObject({ status: 302, url, redirects: 0 });
    expect(reply.headers).toContainEqual(['location', '/end']);
    expect(await client.send(post(url, 'error'))).toMatchObject({ reason: 'redirects' });
    expect(server.requests).toHaveLength(2);
  });

  it('from https to http is not followed', () => {
    const hop = { method: 'GET', url: new URL('https://a.example/'), headers: [], body: undefined };
    const follow = (location: string) =>
      nextHop(hop, { status: 302, headers: [['location', location]] }, 'follow');
    expect(() => follow('http://a.example/')).toThrow('it leads from https to http');
    expect(follow('//b.example/')?.url.href).toBe('https://b.example/');
  });

  it('without a location is an answer', async () => {
    await using server = await startHttp((_, response) => void response.writeHead(302));
    await using client = testClient();
    expect(await client.get(server.origin)).toMatchObject({ status: 302 });
  });

  it.each([
    ['another scheme', 'file:///etc/passwd', 'only http: and https:'],
    ['no URL', 'http://[', 'not valid'],
    ['a password', 'http://user:secret@127.0.0.1/', 'password'],
  ])('to %s is not followed', async (_what, location, message) => {
    await using server = await startRedirecting(location);
    await using client = testClient();
    const reply = await client.get(`${server.origin}/go/302`);
    expect(reply).toMatchObject({ reason: 'redirects', message: containing(message) });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });
});

function containing(text: string): unknown {
  return expect.stringContaining(text);
}
