import { describe, expect, it } from 'vitest';
import { createMask } from './mask.ts';

function masked(secrets: readonly string[], text: string): string {
  return createMask(secrets).of([text])(text);
}

describe('the mask', () => {
  it.each([
    ['as it is', 'the s3cret/Value+77 there'],
    ['in JSON', `{"a":${JSON.stringify('s3cret/Value+77')}}`],
    ['in a URL', `?t=${encodeURIComponent('s3cret/Value+77')}`],
    ['in lower case, as a host name is shown', 'could not connect to s3cret/value+77.example'],
    ['in base64', Buffer.from('s3cret/Value+77').toString('base64')],
    ['in base64url', Buffer.from('s3cret/Value+77').toString('base64url')],
  ])('hides a secret %s', (_how, text) => {
    const hidden = masked(['s3cret/Value+77'], text);
    expect(hidden).toContain('******');
    expect(hidden).not.toMatch(/s3cret/i);
  });

  it('hides the beginning that V8 quotes when JSON does not parse', () => {
    let message = '';
    try {
      JSON.parse('S3cr3tValueOfSomeLength');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(masked(['S3cr3tValueOfSomeLength'], message)).not.toContain('S3cr3t');
  });

  it('hides the longer of two secrets whole', () => {
    expect(masked(['abcd', 'abcdefgh'], 'abcdefgh abcd')).toBe('****** ******');
  });

  it('leaves short values alone', () => {
    expect(masked(['abc', ''], 'abc')).toBe('abc');
  });

  it('hides each line of a key, and stays quick with secrets of many lines', () => {
    const key = Array.from({ length: 13_000 }, (_, index) => `secret-line-${index}`).join('\n');
    expect(masked([key], 'it is secret-line-12 here')).toContain('******');
    const lines = Array.from({ length: 8000 }, () => 'secret-line-12');
    const startedAt = performance.now();
    const hide = createMask([key, `${key}x`]).of(lines);
    for (const line of lines) hide(line);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
