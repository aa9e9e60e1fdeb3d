import { describe, expect, it } from 'vitest';
import { useFetchFixture } from './support/fetch-fixture.ts';

const { server, printed, runScript, errorOf } = useFetchFixture();

describe('fetch is synchronous', () => {
  it('gives the response itself, of which the documented example makes use', async () => {
    const source = `var resp = fetch(base + '/echo', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text: 'Hello' }) });
      if (!resp.ok) { console.log("Sending failed: " + resp.body.text()); } else { console.log(resp.status, resp.json().body) }`;
    expect(await printed(source)).toEqual(['200 {"text":"Hello"}']);
  });

  it('does one request after the other', async () => {
    await printed(`fetch(base + '/?1'); fetch(base + '/?2'); fetch(base + '/?3')`);
    expect(server.requests.map(({ path }) => path)).toEqual(['/?1', '/?2', '/?3']);
  });

  it('may be awaited all the same', async () => {
    expect(
      await printed(`(async () => { const r = await fetch(base + '/'); console.log(await r.text()) })()`),
    ).toEqual(['hello']);
  });

  it('leaves two lines in the log for each request, before what the script prints next', async () => {
    const { lines } = await runScript(
      `console.log('before'); fetch(base + '/created'); console.log('after')`,
    );
    expect(lines.map(({ text }) => text.replace(server.origin, 'ORIGIN').replace(/\d+ ms/, 'N ms'))).toEqual([
      'before',
      'HTTP request GET ORIGIN/created',
      'HTTP response 201 Created (N ms)',
      'after',
    ]);
  });
});

describe('the options of fetch', () => {
  it.each([
    '',
    ', undefined',
    ', null',
    ', {}',
    ', { method: undefined }',
    ', { method: null }',
    ', { headers: undefined, body: undefined }',
    ', { method: "get" }',
  ])('fetch(url%s) is a GET without a body', async (options) => {
    await printed(`fetch(base + '/echo'${options})`);
    expect(server.requests).toMatchObject([{ method: 'GET', body: '' }]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'post', 'Put'])(
    'method: %s',
    async (method) => {
      await printed(`fetch(base + '/echo', { method: '${method}' })`);
      expect(server.requests[0]?.method).toBe(method.toUpperCase());
    },
  );

  it('sends headers, whose values may be numbers, and leaves out those that are undefined or null', async () => {
    await printed(
      `fetch(base + '/', { headers: { 'X-Text': 'a b', 'x-number': 7, 'X-None': undefined, 'X-Null': null, Authorization: 'Bearer t' } })`,
    );
    expect(server.requests[0]?.headers).toMatchObject({
      'x-text': 'a b',
      'x-number': '7',
      authorization: 'Bearer t',
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('x-none');
    expect(server.requests[0]?.headers).not.toHaveProperty('x-null');
  });

  it('takes headers as a list of pairs, too', async () => {
    await printed(`fetch(base + '/', { headers: [['X-A', '1'], ['X-B', '2']] })`);
    expect(server.requests[0]?.headers).toMatchObject({ 'x-a': '1', 'x-b': '2' });
  });

  it('says who asks, unless the script says otherwise', async () => {
    await printed(`fetch(base + '/'); fetch(base + '/', { headers: { 'User-Agent': 'mine' } })`);
    expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual(['Upshot/0.1', 'mine']);
  });

  it('leaves to the client what is the client’s: a stated length or connection changes nothing', async () => {
    await printed(
      `fetch(base + '/echo', { method: 'POST', headers: { 'Content-Length': '3', Connection: 'close' }, body: 'longer' })`,
    );
    expect(server.requests[0]).toMatchObject({ body: 'longer', headers: { 'content-length': '6' } });
  });

  it.each([
    [`'text ü \u{1f600}'`, 'text ü \u{1f600}'],
    [`''`, ''],
    ['5', '5'],
    ['true', 'true'],
    ['null', ''],
    [`JSON.stringify({ a: 1 })`, '{"a":1}'],
  ])('sends the body %s', async (body, arrived) => {
    await printed(`fetch(base + '/echo', { method: 'POST', body: ${body} })`);
    expect(server.requests[0]?.body).toBe(arrived);
  });

  it('sends a body without a Content-Type when the script states none', async () => {
    expect(
      await printed(`console.log(fetch(base + '/echo', { method: 'POST', body: 'x' }).json().type)`),
    ).toEqual(['null']);
  });

  it('sends a large body', async () => {
    await printed(`fetch(base + '/', { method: 'POST', body: 'x'.repeat(1000000) })`);
    expect(server.requests[0]?.body).toHaveLength(1_000_000);
  });

  it('ignores options that it does not know', async () => {
    await printed(
      `fetch(base + '/', { mode: 'cors', cache: 'no-cache', credentials: 'same-origin', keepalive: true, timeout: 5 })`,
    );
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [`{ body: {} }`, 'TypeError: fetch: the body must be a string; use JSON.stringify(…) for an object'],
    [`{ headers: 'X-A: 1' }`, 'TypeError: fetch: headers must be an object'],
    [`{ method: 'GET /' }`, 'TypeError: fetch: the method must be letters only'],
    [`{ method: 'CONNECT' }`, 'TypeError: fetch failed: CONNECT requests cannot be sent'],
    [`{ redirect: 'sideways' }`, 'TypeError: fetch: redirect must be "follow", "manual" or "error"'],
    [`{ headers: { 'X A': '1' } }`, 'TypeError: fetch failed: a request header has a name that is not valid'],
    [
      `{ headers: { 'X-A': 'a\\nb' } }`,
      'TypeError: fetch failed: the request header X-A has a character that is not allowed in headers',
    ],
    [
      `{ headers: { Host: 'example.com' } }`,
      `TypeError: fetch failed: the Host header differs from the URL's host; leave it out`,
    ],
    [`{ body: 'x'.repeat(10485761) }`, 'RangeError: fetch: the body is too large'],
  ])('are refused where they cannot be meant: %s', async (options, message) => {
    expect(await errorOf(`fetch(base + '/', ${options})`)).toBe(`true ${message}`);
    expect(server.requests).toEqual([]);
  });
});

describe('the response of fetch', () => {
  it.each([
    ['/', 'true 200 OK hello'],
    ['/created', 'true 201 Created made'],
    ['/no-content', 'true 204 No Content '],
    ['/empty', 'true 200 OK '],
    ['/304', 'false 304 Not Modified '],
    ['/bad-request', 'false 400 Bad Request {"detail":"no such channel"}'],
    ['/missing', 'false 404 Not Found not here'],
    ['/teapot', 'false 418 I am a teapot short and stout'],
    ['/broken', 'false 500 Internal Server Error oops'],
  ])('%s: ok, status, statusText and text(); no status is an error', async (path, shown) => {
    expect(
      await printed(`var r = fetch(base + '${path}'); console.log(r.ok, r.status, r.statusText, r.text())`),
    ).toEqual([shown]);
  });

  it('has text() and json(), as often as one likes', async () => {
    expect(
      await printed(
        `var r = fetch(base + '/json'); console.log(r.text(), r.json().a[1], r.json().a[0], r.text().length)`,
      ),
    ).toEqual(['{"a":[1,"ü"]} ü 1 13']);
  });

  it('has the same two below body, as published examples use them in their error branch', async () => {
    const source = `var r = fetch(base + '/bad-request'); if (!r.ok) console.log("Failed: " + r.body.text(), r.body.json().detail)`;
    expect(await printed(source)).toEqual(['Failed: {"detail":"no such channel"} no such channel']);
  });

  it('has the headers, whatever the case of their names', async () => {
    expect(
      await printed(
        `var h = fetch(base + '/headers').headers; console.log(h.get('X-Rate-Limit'), h.has('set-cookie'), h.get('none'), h.has('none'))`,
      ),
    ).toEqual(['42 true null false']);
  });

  it('has headers that can be walked through, with cookies one by one', async () => {
    const source = `var h = fetch(base + '/two-cookies').headers; console.log(h.getSetCookie()); for (var [k, v] of h) if (k === 'set-cookie') console.log(v)`;
    const cookies = ['a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT', 'b=2'];
    expect(await printed(source)).toEqual([JSON.stringify(cookies).replace('","', '", "'), ...cookies]);
  });

  it('says where it came from', async () => {
    const source = `for (var path of ['/', '/303']) { var r = fetch(base + path); console.log(r.url.slice(base.length), r.redirected) }`;
    expect(await printed(source)).toEqual(['/ false', '/echo true']);
  });

  it('has the bytes of its body', async () => {
    expect(
      await printed(
        `console.log([...fetch(base + '/binary').bytes()], fetch(base + '/utf8').arrayBuffer().byteLength)`,
      ),
    ).toEqual(['[65, 255, 254, 0, 66] 9']);
  });

  it.each(['/not-json', '/empty'])(
    'of %s has no JSON: json() throws a SyntaxError, text() still works',
    async (path) => {
      const source = `var r = fetch(base + '${path}'); try { r.json() } catch (e) { console.log(e.name, r.text()) }`;
      expect(await printed(source)).toEqual([`SyntaxError ${path === '/empty' ? '' : '<html>'}`]);
    },
  );

  it.each([
    ['unpacks what is packed', '/gzip', '"unpacked"'],
    ['reads text as UTF-8', '/utf8', '"ü€\u{1f600}"'],
    ['has U+FFFD for bytes that are no UTF-8', '/binary', '"A\uFFFD\uFFFD\\u0000B"'],
  ])('%s', async (_, path, shown) => {
    expect(await printed(`console.log([fetch(base + '${path}').text()])`)).toEqual([`[${shown}]`]);
  });

  it('may be as large as the operator allows, and no larger', async () => {
    expect(await printed(`console.log(fetch(base + '/large').text().length)`)).toEqual(['100000']);
    expect(await errorOf(`fetch(base + '/too-large')`)).toBe(
      'true TypeError: fetch failed: the response body is larger than 100000 bytes',
    );
  });
});
