import fc from 'fast-check';
import { createRedactor } from './redact.ts';
import { expect, test } from 'vitest';
import {
  describeRequest,
  describeResponse,
  findUrlMistake,
  maskUrl,
  redactLine,
} from './describe-request.ts';

const asItIs = (text: string) => text;

test.each([
  [
    'GET',
    'https://api.example.com/repos/acme/shop?token=s3cr3t#top',
    'https://api.example.com/repos/acme/shop?…',
  ],
  ['POST', 'https://user:password@example.com:8443/', 'https://example.com:8443/'],
  [
    'POST',
    'https://hooks.example.com/services/T024BE7LD/B01/ABCDEFGHIJKLMNOPQRSTUVWX',
    'https://hooks.example.com/services/T024BE7LD/B01/******',
  ],
  [
    'POST',
    'https://chat.example.com/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/send',
    'https://chat.example.com/******/send',
  ],
  [
    'GET',
    'https://example.com/a-long-path-segment-of-words',
    'https://example.com/a-long-path-segment-of-words',
  ],
])('%s %s is shown without what may be secret', (method, url, shown) => {
  expect(describeRequest(method, url, asItIs)).toBe(`HTTP request ${method} ${shown}`);
});

const CHAT_URL = 'https://hooks.chat.example/services/T024BE7LD/B01/ABCDEFGHIJKLMNOP?wait=1';

test.each([
  ['is a secret', CHAT_URL, [CHAT_URL], 'https://hooks.chat.example/******?…'],
  [
    'holds a secret in its path',
    'https://a.example/x/hunter22/y',
    ['hunter22'],
    'https://a.example/x/******/y',
  ],
  ['holds a secret in its query', 'https://a.example/x?key=hunter22', ['hunter22'], 'https://a.example/x?…'],
  ['holds an escaped secret', 'https://a.example/x/%68unter22', ['hunter22'], 'https://a.example/x/******'],
  [
    'holds a secret that its parsing changes',
    'https://a.example/le\\ft',
    ['le\\ft'],
    'https://a.example/******',
  ],
  ['has a secret for a host', 'https://hunter22.example/x', ['hunter22'], 'https://******.example/******'],
  ['is not of the web, and a secret', 'token:hunter22', ['token:hunter22'], '******'],
])('of a URL that %s the origin is shown', (_, url, secrets, shown) => {
  expect(describeRequest('GET', url, createRedactor(secrets))).toBe(`HTTP request GET ${shown}`);
});

test.each([
  ['example.com/x?key=s3cr3t', '"example.com/x"', 'has no https:// in front'],
  ['localhost:8080/x', '"localhost:8080/x"', 'has no https:// in front'],
  ['//example.com/x', '"//example.com/x"', 'has no https:// in front'],
  ['nowhere', '"nowhere"', 'has no https:// in front'],
  ['/relative', '"/relative"', 'is not valid'],
  ['[object Object]', '"[object Object]"', 'is not valid'],
  ['hunter22/x y', '"******/x y"', 'has no https:// in front'],
  ['https://user:pass word@exa mple/', '"https://exa mple/"', 'is not valid'],
  ['/services/ABCDEFGHIJKLMNOPQRSTUVWX', '"/services/******"', 'is not valid'],
  [`/${'long '.repeat(50)}`, `"/${'long '.repeat(50).slice(0, 99)}…"`, 'is not valid'],
])('%j is named, without what may be secret', (url, shown, mistake) => {
  const redact = createRedactor(['hunter22']);
  expect(findUrlMistake(url, redact)).toBe(`the URL ${shown} ${mistake}`);
  if (URL.canParse(url)) return;
  expect(describeRequest('GET', url, redact)).toBe(`HTTP request GET to ${shown}, which is not a URL`);
});

test('a URL of the web has no mistake, and one of another kind is named by what requests it', () => {
  for (const url of [
    'https://example.com',
    'http://u:p@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
  ])
    expect(findUrlMistake(url, asItIs)).toBeUndefined();
});

test('for every URL the line says where it goes, and never a secret', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_-]{6,40}$/);
  const place = fc.constantFrom(
    (s: string) => `https://chat.example/hooks/${s}/send`,
    (s: string) => `https://chat.example/send?token=${s}`,
    (s: string) => `https://chat.example/${s}#${s}`,
    (s: string) => `https://${s}:${s}@chat.example/x`,
    (s: string) => `https://chat.example/%2f${encodeURIComponent(`"${s}"`)}`,
  );
  fc.assert(
    fc.property(secret, place, fc.webUrl(), fc.boolean(), (token, urlOf, other, isWhole) => {
      const url = urlOf(token);
      const redact = createRedactor(isWhole ? [url] : [token]);
      const line = describeRequest('POST', url, redact);
      expect(line.startsWith('HTTP request POST https://chat.example/')).toBe(true);
      expect(line).not.toContain(token);
      expect(describeRequest('POST', other, redact)).not.toContain('not a URL');
    }),
  );
});

test('a method that a script has made of a secret is masked', () => {
  const redact = createRedactor(['hunter22']);
  expect(describeRequest('hunter22', 'https://a.example/', redact)).toBe(
    'HTTP request ****** https://a.example/',
  );
  expect(describeRequest('hunter22', '/x', redact)).toBe('HTTP request ****** to "/x", which is not a URL');
});

test.each([
  ['is a secret', 'https://a.example/x?sig=hunter22', ['https://a.example/x?sig=hunter22'], '/******?******'],
  ['begins with a secret', 'https://a.example/x?sig=hunter22', ['https://a.example/x?sig'], '/******?******'],
  ['has a secret from its path to its query', 'https://a.example/x/yy?zz=1', ['yy?zz'], '/x/******=1'],
  ['has a secret in its query', 'https://a.example/x?a=1&b=hunter22', ['hunter22'], '/x?a=1&b=******'],
  ['has what looks like a token', 'https://a.example/x?a=ABCDEFGHIJKLMNOPQRSTUVWX', [], '/x?a=******'],
  ['has no query', 'https://a.example/x', ['https://a.example/x'], '/******'],
])('of a URL that %s a trial shows no secret', (_, url, secrets, shown) => {
  expect(maskUrl(url, createRedactor(secrets))).toBe(`https://a.example${shown}`);
});

test('a response has its status and its time, and no secret', () => {
  expect(describeResponse('204 No Content', 35.4, asItIs)).toBe('HTTP response 204 No Content (35 ms)');
  expect(describeResponse('200 hunter22', 1, createRedactor(['hunter22']))).toBe(
    'HTTP response 200 ****** (1 ms)',
  );
});

test('a line of the host is redacted once, so that the origin of a secret URL stays whole', () => {
  const redact = createRedactor([CHAT_URL]);
  const text = describeRequest('POST', CHAT_URL, redact);
  expect(redactLine({ level: 'host', text }, redact)).toBe(
    'HTTP request POST https://hooks.chat.example/******?…',
  );
  expect(redactLine({ level: 'log', text: `to ${CHAT_URL}` }, redact)).toBe('to ******');
});
