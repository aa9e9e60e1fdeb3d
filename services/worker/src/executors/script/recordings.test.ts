import { describe, expect, it } from 'vitest';
import { readCassette } from '@upshot/trial/cassette/read-cassette';
import { openCassette } from '@upshot/trial/cassette/open-cassette';
import { startScripts } from '../../testing/run-scripted.ts';

const { runScripted, receiverPort } = startScripts();

const source = `const storage = require('storage'); storage.set('n', (storage.get('n') || 0) + 1);
console.log(Date.now(), fetch('ORIGIN/x', { method: 'POST', body: variables.token }).text());
throw new Error('no ' + variables.token)`;

const secret = { variables: '{"token":"s3cret-value"}', recording: 'order' };

describe('an attempt that is recorded', () => {
  it('leaves a cassette, and ends as any other', async () => {
    const answer = (_: unknown, response: { end(text: string): unknown }) => response.end('got s3cret-value');
    const { result, cassettes } = await runScripted(source, { integration: secret, answer });
    expect(result).toMatchObject({
      outcome: 'failed',
      storage: { values: new Map([['n', '1']]) },
      mustSettleFirst: true,
    });
    const [cassette] = cassettes;
    const json = JSON.stringify(cassette);
    expect(json).not.toContain('s3cret-value');
    expect(readCassette(json, 'test')).toMatchObject({
      exact: true,
      recorded: { run: 'r', attempt: 1 },
      script: { name: 'script.js' },
      activity: '{"id":"a"}',
      variables: { token: '{{v1}}' },
      calls: [
        { call: 'storageGet', key: 'n' },
        { call: 'storageSet', json: '1' },
        {
          call: 'fetch',
          request: { url: `http://127.0.0.1:${receiverPort()}/x`, body: '{{v1}}' },
          reply: { body: 'got {{v1}}' },
        },
      ],
      result: { outcome: 'failed', error: { name: 'Error', message: 'no ******', line: 3 } },
    });
    const opened = openCassette(readCassette(json, 'test'), { variables: {}, secrets: [], match: 'exact' });
    expect(opened.tape.now).toHaveLength(1);
  });

  it('keeps nothing of one that sends and gets too much', async () => {
    const large = `for (let i = 0; i < 3; i++) fetch('ORIGIN/x', { method: 'POST', body: 'x'.repeat(4e5) })`;
    const { result, cassettes, reported } = await runScripted(large, { integration: secret });
    expect(result).toMatchObject({ outcome: 'succeeded' });
    expect(cassettes).toEqual([]);
    expect(reported).toEqual([['recordingDropped', 'r', 'it sent and got more than 1 MB']]);
  });

  it('asks for nothing when recording is off', async () => {
    const { cassettes } = await runScripted('console.log(1)');
    expect(cassettes).toEqual([]);
  });
});
