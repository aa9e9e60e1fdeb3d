import type { FetchReply, FetchRequest } from '@upshot/sandbox/sandbox';
import { expect, it } from 'vitest';
import { runScripted } from '../../testing/run-scripted.ts';
import type { Behaviour } from '../../testing/scripted-sandbox.ts';

const request: FetchRequest = {
  method: 'POST',
  url: 'https://example.com/path?q=1',
  headers: [],
  body: 'hello',
  redirect: 'follow',
};

/** A script that fetches once, what it got, and the lines of output of its fetch. */
function fetching(sent = request) {
  const replies: FetchReply[] = [];
  const printed: string[] = [];
  const behaviour: Behaviour = async (host) => {
    replies.push(await host.fetch(sent, new AbortController().signal, (text) => void printed.push(text)));
    return { kind: 'succeeded' };
  };
  return { behaviour, replies, printed };
}

it('a fetch is made on behalf of its project, once the beginning is written, and holds up the lane', async () => {
  const { result, done } = await runScripted(fetching().behaviour);
  expect(done).toEqual(['begun', 'POST https://example.com/path?q=1 for p/i']);
  expect(result).toMatchObject({ outcome: 'succeeded', mustSettleFirst: true });
});

it('a fetch is not made when another worker has claimed the lane', async () => {
  const fenced = new Error('fenced');
  const done: string[] = [];
  const attempt = { begin: () => Promise.reject(fenced) };
  await expect(runScripted(fetching().behaviour, { done, attempt })).rejects.toBe(fenced);
  expect(done).toEqual([]);
});

it('a fetch gets the response, and two lines of output that do not show what was sent', async () => {
  const { behaviour, replies, printed } = fetching({
    ...request,
    url: 'https://s3cret-value.example/a?key=s3cret-value',
    headers: [['authorization', 'Bearer token']],
  });
  await runScripted(behaviour);
  expect(replies).toEqual([
    {
      ok: true,
      status: 200,
      statusText: 'OK',
      headers: [['x-test', 'yes']],
      url: expect.any(String) as string,
      redirected: false,
      body: expect.anything() as Uint8Array,
    },
  ]);
  expect(printed).toHaveLength(2);
  expect(printed[0]).toMatch(/^HTTP request POST /);
  expect(printed[1]).toMatch(/^HTTP response 200 OK \(\d+ ms\)$/);
  expect(printed.join('\n')).not.toMatch(/s3cret|token|hello/);
});

it('a fetch that is refused fails for the script without the reason, which operators get', async () => {
  const { behaviour, replies, printed } = fetching();
  const detail = '10.0.0.1 of s3cret-value';
  const { reported } = await runScripted(behaviour, {
    reply: { kind: 'refused', message: 'cannot be reached', detail },
  });
  expect(replies).toEqual([
    { ok: false, error: { name: 'TypeError', message: 'fetch failed: cannot be reached' } },
  ]);
  expect(printed.join('\n')).not.toContain('10.0.0.1');
  expect(reported).toEqual([['egressRefused', 'r', '10.0.0.1 of ******']]);
});

it('a fetch that fails is an error of the script, and no event', async () => {
  const { behaviour, replies } = fetching();
  const { result, reported } = await runScripted(behaviour, {
    reply: { kind: 'failed', reason: 'dns', message: 'no such host', detail: 'x' },
  });
  expect(replies).toMatchObject([{ ok: false, error: { message: 'fetch failed: no such host' } }]);
  expect(result).toMatchObject({ outcome: 'succeeded', mustSettleFirst: true });
  expect(reported).toEqual([]);
});
