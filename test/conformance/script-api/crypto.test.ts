import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

/** A call of the kind that scripts make, with the source text of its arguments. */
function hmac(algorithm: string, key: string, data: string, format = `'hex'`): string {
  return `crypto.createHmac('${algorithm}', ${key}).update(${data}).digest(${format})`;
}

describe('createHmac', () => {
  it.each([
    [
      'RFC 4231, case 1',
      'sha256',
      `'\\x0b'.repeat(20)`,
      'Hi There',
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      'RFC 4231, case 2',
      'sha256',
      `'Jefe'`,
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'RFC 2202, SHA-1, case 1',
      'sha1',
      `'\\x0b'.repeat(20)`,
      'Hi There',
      'b617318655057264e28bc0b6fb378c8ef146be00',
    ],
    [
      'RFC 2202, SHA-1, case 2',
      'sha1',
      `'Jefe'`,
      'what do ya want for nothing?',
      'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
    ],
    [
      'RFC 2202, SHA-1, case 5',
      'sha1',
      `'\\x0c'.repeat(20)`,
      'Test With Truncation',
      '4c1a03424b55e07fe7f27be1d58bb9324a9a5a04',
    ],
    ['RFC 2202, MD5, case 1', 'md5', `'\\x0b'.repeat(16)`, 'Hi There', '9294727a3638bb1c13f48ef8158bfc9d'],
    [
      'RFC 2202, MD5, case 2',
      'md5',
      `'Jefe'`,
      'what do ya want for nothing?',
      '750c783e6ab0b503eaa86e310a5db738',
    ],
    [
      'RFC 2202, MD5, case 5',
      'md5',
      `'\\x0c'.repeat(16)`,
      'Test With Truncation',
      '56461ef2342edc00f9bab995690efd4c',
    ],
  ])('gives what %s says', async (_, algorithm, key, data, digest) => {
    expect(await printed(`console.log(${hmac(algorithm, key, JSON.stringify(data))})`)).toEqual([digest]);
  });

  it('gives the first 16 bytes that RFC 4231, case 5 says', async () => {
    const source = `console.log(${hmac('sha256', `'\\x0c'.repeat(20)`, `'Test With Truncation'`)}.slice(0, 32))`;
    expect(await printed(source)).toEqual(['a3b6167473100ee06e0c796c2955552b']);
  });

  it('does the documented example, with update as a statement of its own', async () => {
    const source = `const h = crypto.createHmac("sha256", "foo");
      h.update("bar");
      console.log(h.digest("hex"));`;
    expect(await printed(source)).toEqual([
      'f9320baf0249169e73850cd6156ded0106e2bb6ad8cab01b7bbbebe6d1065317',
    ]);
  });

  it('lets update be chained, and called often', async () => {
    const source = `console.log(crypto.createHmac('sha256', 'foo').update('b').update('').update('ar').digest('hex'))`;
    expect(await printed(source)).toEqual([
      'f9320baf0249169e73850cd6156ded0106e2bb6ad8cab01b7bbbebe6d1065317',
    ]);
  });

  it('makes as many at a time as a script likes', async () => {
    const source = `const a = crypto.createHmac('sha256', 'foo'); const b = crypto.createHmac('md5', 'Jefe');
      b.update('what do ya want '); a.update('bar'); b.update('for nothing?');
      console.log(a.digest('hex') === '${createHmac('sha256', 'foo').update('bar').digest('hex')}', b.digest('hex'))`;
    expect(await printed(source)).toEqual(['true 750c783e6ab0b503eaa86e310a5db738']);
  });

  it('takes an empty key and empty data', async () => {
    expect(await printed(`console.log(crypto.createHmac('sha256', '').digest('hex'))`)).toEqual([
      createHmac('sha256', '').digest('hex'),
    ]);
  });

  it('takes the name of the algorithm in any case', async () => {
    expect(
      await printed(
        `console.log(${hmac('SHA256', `'foo'`, `'bar'`)} === ${hmac('sha256', `'foo'`, `'bar'`)})`,
      ),
    ).toEqual(['true']);
  });

  it.each(['ü€\u{1f600}', 'line\nline', '\0'])('takes %j as UTF-8, as a key and as data', async (text) => {
    const source = `console.log(${hmac('sha256', JSON.stringify(text), JSON.stringify(text))})`;
    expect(await printed(source)).toEqual([createHmac('sha256', text).update(text).digest('hex')]);
  });

  it('takes numbers and booleans as their text', async () => {
    expect(
      await printed(`console.log(${hmac('sha1', '42', 'true')} === ${hmac('sha1', `'42'`, `'true'`)})`),
    ).toEqual(['true']);
  });
});

describe('digest', () => {
  const [base64, base64url] = (['base64', 'base64url'] as const).map((format) =>
    createHmac('sha256', 'foo').update('bar').digest(format),
  );

  it.each([
    [`'hex'`, 'f9320baf0249169e73850cd6156ded0106e2bb6ad8cab01b7bbbebe6d1065317'],
    [`'base64'`, base64],
    [`'base64url'`, base64url],
  ])('gives text for %s', async (format, digest) => {
    expect(await printed(`console.log(${hmac('sha256', `'foo'`, `'bar'`, format)})`)).toEqual([digest]);
  });

  it.each([`''`, '', 'undefined', 'null', `'binary'`])(
    'gives a byte string for digest(%s)',
    async (format) => {
      const source = `const d = ${hmac('sha256', `'foo'`, `'bar'`, format)};
      console.log(typeof d, d.length, Array.from(d, (c) => ('0' + c.charCodeAt(0).toString(16)).slice(-2)).join(''))`;
      expect(await printed(source)).toEqual([
        'string 32 f9320baf0249169e73850cd6156ded0106e2bb6ad8cab01b7bbbebe6d1065317',
      ]);
    },
  );

  it('gives byte strings that are keys of the next: the chain of AWS signatures', async () => {
    const source = `
      function sign(key, text, format) { var h = crypto.createHmac('sha256', key); h.update(text); return h.digest(format) }
      var date = sign('AWS4' + 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', '20150830')
      var region = sign(date, 'us-east-1')
      var service = sign(region, 'iam', '')
      console.log(sign(service, 'aws4_request', 'hex'))`;
    expect(await printed(source)).toEqual([
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    ]);
  });

  it('gives byte strings that are data as well', async () => {
    const inner = createHmac('md5', 'a').update('b').digest();
    const source = `console.log(${hmac('sha1', `'k'`, hmac('md5', `'a'`, `'b'`, ''))})`;
    expect(await printed(source)).toEqual([createHmac('sha1', 'k').update(inner).digest('hex')]);
  });

  it('can be asked for once', async () => {
    const source = `const h = crypto.createHmac('md5', 'k'); h.digest('hex');
      for (const again of [() => h.digest('hex'), () => h.update('more')]) try { again() } catch (e) { console.log(e.message) }`;
    expect(await printed(source)).toEqual(Array(2).fill('crypto: digest() was already called'));
  });
});

describe('a mistake with crypto is an error that says what there is', () => {
  it.each([
    [
      `crypto.createHmac('sha512', 'k')`,
      'crypto: unknown algorithm "sha512"; there are sha256, sha1 and md5',
    ],
    [`crypto.createHmac()`, 'crypto: unknown algorithm "undefined"; there are sha256, sha1 and md5'],
    [`crypto.createHmac('md5')`, 'crypto: the key must be a string'],
    [`crypto.createHmac('md5', {})`, 'crypto: the key must be a string'],
    [`crypto.createHmac('md5', 'k').update()`, 'crypto: the data must be a string'],
    [
      `crypto.createHmac('md5', 'k').digest('utf8')`,
      'crypto: unknown digest format "utf8"; there are hex, base64 and none',
    ],
    [`crypto.createHash('md5')`, 'crypto.createHash is not a function'],
  ])('%s', async (source, message) => {
    expect(await runScript(`\n  ${source}`)).toMatchObject({
      outcome: 'failed',
      error: { message, line: 2 },
    });
  });
});
