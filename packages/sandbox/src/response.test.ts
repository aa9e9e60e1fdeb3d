import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';
import { utf8Bytes } from './guest/bytes.ts';

const sandbox = sandboxForTests();

async function printed(source: string, body: string | Uint8Array, headers: [string, string][] = []) {
  const host = new MemoryHost();
  host.respond = () =>
    Promise.resolve({ ...reply(200, body), headers, redirected: true } as ReturnType<typeof reply>);
  const execution = await runSource(sandbox, `const r = fetch('u'); ${source}`, host);
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return texts(execution);
}

describe('the headers of a response', () => {
  const COOKIES = ['a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT', 'b=2'];
  const HEADERS: [string, string][] = [
    ['X-Many', '1'],
    ['Set-Cookie', COOKIES[0] ?? ''],
    ['Content-Type', 'text/plain'],
    ['x-many', '2'],
    ['set-cookie', COOKIES[1] ?? ''],
  ];
  const SORTED = [
    ['content-type', 'text/plain'],
    ['set-cookie', COOKIES[0]],
    ['set-cookie', COOKIES[1]],
    ['x-many', '1, 2'],
  ];

  test.each([
    ['as a whole', '[...r.headers]'],
    ['by entries', '[...r.headers.entries()]'],
    ['by keys and values', 'Array.from(r.headers.keys(), (key, i) => [key, [...r.headers.values()][i]])'],
    [
      'by forEach',
      '(() => { const all = []; r.headers.forEach((value, key) => all.push([key, value])); return all })()',
    ],
  ])('can be walked through, sorted, %s', async (_, expression) => {
    const [json = ''] = await printed(`console.log(JSON.stringify(${expression}))`, '', HEADERS);
    expect(JSON.parse(json)).toEqual(SORTED);
  });

  test('give cookies one by one, and joined', async () => {
    const [json = '', joined] = await printed(
      `console.log(JSON.stringify(r.headers.getSetCookie())); console.log(r.headers.get('SET-cookie')); console.log(r.headers.get('none'), r.headers.has('x-many'), r.headers.has('none'))`,
      '',
      HEADERS,
    );
    expect(JSON.parse(json)).toEqual(COOKIES);
    expect(joined).toBe(COOKIES.join(', '));
  });

  test('make an object or a Map', async () => {
    expect(
      await printed(`console.log(Object.fromEntries(r.headers), new Map(r.headers).get('b'))`, '', [
        ['B', '1'],
        ['a', '2'],
      ]),
    ).toEqual(['{"a": "2", "b": "1"} 1']);
  });
});

test('a response says where it came from, and whether that was by a redirect', async () => {
  expect(await printed('console.log(r.url, r.redirected)', '')).toEqual(['https://example.com/x true']);
});

describe('the body of a response', () => {
  test.each([
    ['text', Buffer.from('aü€\u{1f600}\0')],
    ['other bytes', Buffer.from([0x41, 0xff, 0xfe, 0x00, 0x42, 0xe2, 0x82])],
    ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x61])],
    ['a byte order mark alone', Buffer.from([0xef, 0xbb, 0xbf])],
    ['two byte order marks', Buffer.from([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x61])],
    ['a byte order mark before other bytes', Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x61])],
    ['nothing', Buffer.alloc(0)],
  ])('can be read as bytes: %s', async (_, body) => {
    const [bytes = '', buffer = '', text = ''] = await printed(
      `console.log(JSON.stringify([...r.bytes()])); console.log(JSON.stringify([...new Uint8Array(r.body.arrayBuffer())])); console.log(JSON.stringify(r.text()))`,
      body,
    );
    expect(JSON.parse(bytes)).toEqual([...body]);
    expect(JSON.parse(buffer)).toEqual([...body]);
    expect(JSON.parse(text)).toBe(new TextDecoder().decode(body));
  });

  test('is encoded as the Encoding standard says, whatever it is', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (value) => {
        expect(utf8Bytes(value)).toEqual(new TextEncoder().encode(value));
      }),
    );
  });
});
