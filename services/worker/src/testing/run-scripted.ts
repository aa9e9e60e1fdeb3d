import type { OutboundReply } from '@upshot/outbound/outbound-client';
import { attemptOf, integrationOf } from './attempts.ts';
import { recordEvents } from './recorded-events.ts';
import { scriptedSandbox, type Behaviour } from './scripted-sandbox.ts';
import type { Attempt } from '../executors/executor.ts';
import { createScriptExecutor } from '../executors/script/run-script.ts';

const source = { script: 'void 0' };
/** An integration whose script is in its third version. */
export const script = integrationOf('script', source, { version: 3, secrets: ['s3cret-value'] });
const ok: OutboundReply = {
  kind: 'response',
  status: 200,
  statusText: 'OK',
  headers: [['x-test', 'yes']],
  body: Buffer.from('größe'),
  url: 'https://example.com/',
  redirects: 0,
  truncated: false,
};

interface Options {
  readonly lines?: readonly string[];
  readonly reply?: OutboundReply;
  readonly attempt?: Partial<Attempt<'script'>>;
  readonly done?: string[];
}

/**
 * Makes one attempt in which the script behaves as given. Tells what was done that can be seen outside, in order, and
 * which events were reported.
 */
export async function runScripted(
  behaviour: Behaviour,
  { lines = [], reply = ok, attempt = {}, done = [] }: Options = {},
) {
  const { events, reported } = recordEvents();
  const executor = createScriptExecutor({
    sandbox: scriptedSandbox(behaviour, lines),
    client: {
      send(request, options) {
        done.push(
          `${request.method} ${request.url} for ${options?.tenant?.project}/${options?.tenant?.integration}`,
        );
        return Promise.resolve(reply);
      },
      close: () => Promise.resolve(),
    },
    events,
    live: {
      append: () => Promise.resolve(),
      end: () => Promise.resolve(),
      read: () => Promise.resolve([]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  });
  const begin = () => Promise.resolve(void done.push('begun'));
  const result = await executor.execute(attemptOf(script, { begin, ...attempt }));
  return { result, done, reported };
}
