import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEgressPolicy } from '@upshot/outbound/egress-policy';
import { createOutboundClient } from '@upshot/outbound/outbound-client';
import { parseKeyRing } from '@upshot/secrets/seal';
import type { Limits } from '@upshot/sandbox/sandbox';
import { sandboxForTests } from '@upshot/testing/sandbox/run-source';
import { afterAll, beforeAll } from 'vitest';
import type { Attempt } from '../executors/executor.ts';
import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import type { Recordings } from '../executors/script/recordings.ts';
import { createScriptExecutor, type ScriptTools } from '../executors/script/run-script.ts';
import type { IntegrationOfType } from '../model/integration.ts';
import { attemptOf, integrationOf } from './attempts.ts';
import { liveOutputForTests } from './live-output.ts';
import { recordEvents } from './recorded-events.ts';

const ring = parseKeyRing(Buffer.alloc(32, 1).toString('base64'));

/** Short, and long enough for a script to begin on a machine that has a lot else to do. */
export const limits = { wallMs: 3_000, cpuMs: 1_000, memoryMb: 32, outputBytes: 4_000 };

/** So many tasks may share a processor before a script that computes little is ended by the clock. */
const BUSY = 20;

export type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

interface Options {
  readonly integration?: Partial<IntegrationOfType<'script'>>;
  readonly attempt?: Partial<Attempt<'script'>>;
  /** How many tasks the sandbox takes to share a processor; 1 lets the clock end a loop, which tells where it was. */
  readonly cpuContention?: number;
  /** Whether every live worker opens sealed values. */
  readonly maySeal?: boolean;
  /** How the receiver answers. */
  readonly answer?: Answer;
  /** Gets what can be seen outside, in order. */
  readonly done?: string[];
}

/**
 * A worker's sandbox, outbound client and live output, and a receiver. The client may reach the receiver and the same
 * port of 127.0.0.2, where nothing listens; port 8080 below `localhost` is denied. All end with the test file. Tests of
 * many URLs give `limits.fetches`: beyond the limit of a run, no URL is tried.
 */
export function startScripts(options: { readonly limits?: Partial<Limits> } = {}) {
  let contention = BUSY;
  const sandbox = sandboxForTests({
    maxRunning: 1,
    maxSlots: 1,
    limits: { ...limits, ...options.limits },
    cpuContention: () => contention,
  });
  const liveOutput = liveOutputForTests();
  const receiver = createServer();
  const parts = new AsyncDisposableStack();
  let tools: Pick<ScriptTools, 'sandbox' | 'client'>;
  let port: number;

  beforeAll(async () => {
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    ({ port } = receiver.address() as AddressInfo);
    parts.defer(() => receiver.close().closeAllConnections());
    const policy = parseEgressPolicy(`127.0.0.1:${port}, 127.0.0.2:${port}`, '*.localhost:8080');
    const client = createOutboundClient({ policy });
    parts.defer(() => client.close());
    tools = { sandbox, client };
  });
  afterAll(() => parts.disposeAsync());

  /** Makes one attempt. `ORIGIN` in the source stands for the receiver's. */
  async function runScripted(source: string, options: Options = {}) {
    const { integration, attempt, answer = (_, response) => response.end(), done = [] } = options;
    contention = options.cpuContention ?? BUSY;
    const { events, reported } = recordEvents();
    const { recordings, cassettes } = recordingsForTests();
    const executor = createScriptExecutor({
      ...tools,
      live: liveOutput(),
      events,
      ring,
      maySeal: () => options.maySeal ?? true,
      recordings,
    });
    receiver.removeAllListeners('request').on('request', (request, response) => {
      done.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    const script = scriptOf(source.replaceAll('ORIGIN', `http://127.0.0.1:${port}`), integration);
    const begin = () => Promise.resolve(void done.push('begun'));
    const result = await executor.execute(attemptOf(script, { begin, ...attempt }));
    const texts = result === 'aborted' ? [] : (result.output ?? []).map(({ text }) => text);
    return { result, texts, done, reported, cassettes };
  }

  return {
    sandbox,
    runScripted,
    /** What is shown of the first attempt of a run. */
    readLive: (run: string) => liveOutput().read(run, 1),
    receiverPort: () => port,
  };
}

/** Keeps cassettes in memory. */
function recordingsForTests() {
  const cassettes: Cassette[] = [];
  const recordings: Recordings = {
    isWanted: ({ recording }) => recording !== undefined,
    keep: (_attempt, cassette) => Promise.resolve(void cassettes.push(cassette)),
  };
  return { recordings, cassettes };
}

let versions = 1000;

/** Slots keep what they have compiled: each source is a version of its own. */
function scriptOf(source: string, over: Partial<IntegrationOfType<'script'>> = {}) {
  return integrationOf(
    'script',
    { script: source, isolation: 'warm' },
    { version: ++versions, secrets: ['s3cret-value'], ...over },
  );
}
