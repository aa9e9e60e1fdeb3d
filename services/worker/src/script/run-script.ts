import type { OutboundClient } from '@upshot/outbound/outbound-client';
import type {
  Ending,
  Execution,
  FetchReply,
  FetchRequest,
  Sandbox,
  ScriptError,
} from '@upshot/sandbox/sandbox';
import { tracer } from '@upshot/shared/process/telemetry';
import type { Outcome, RunError } from '@upshot/shared/run';
import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { WorkerEvents } from '../events.ts';
import type { DueRun } from '../lanes/claim-lane.ts';
import type { ScriptIntegration } from '../lanes/read-integration.ts';
import type { Settlement } from '../runs/settlement.ts';
import { createMask } from './mask.ts';
import type { StorageView } from './storage-view.ts';

export interface ScriptTools {
  readonly sandbox: Sandbox;
  readonly client: OutboundClient;
  readonly events: WorkerEvents;
}

/** What only the run of a script adds to a settlement. */
export type ScriptResult = Pick<
  Settlement,
  | 'outcome'
  | 'error'
  | 'durationMs'
  | 'cpuMs'
  | 'fetches'
  | 'output'
  | 'omittedBytes'
  | 'scriptVersion'
  | 'storage'
> & { readonly reachedOutside: boolean };

/**
 * Runs the integration's script on the activity of `run`. Nothing leaves the sandbox before `begin` has resolved.
 * Rejects only for a fault of ours; whatever the script does is a result.
 */
export async function runScript(
  { sandbox, client, events }: ScriptTools,
  integration: ScriptIntegration,
  run: DueRun & { readonly body: string },
  storage: StorageView,
  begin: () => Promise<void>,
  signal: AbortSignal,
): Promise<ScriptResult | 'aborted'> {
  let reachedOutside = false;
  const spanOfRun = context.active();
  const execution = await sandbox.run(
    {
      script: {
        integrationId: integration.id,
        versionId: `${integration.id}.${integration.version}`,
        filename: 'script.js',
        source: integration.source,
      },
      activity: run.body,
      project: integration.project,
      variables: integration.variables,
    },
    {
      async fetch(request, fetchSignal) {
        reachedOutside = true;
        await begin();
        return await context.with(spanOfRun, () => sendFetch(client, events, run.id, request, fetchSignal));
      },
      storageGet: (key) => storage.get(key),
      storageSet: (key, json) => storage.set(key, json),
      storageRemove: (key) => storage.remove(key),
      storageClear: () => storage.clear(),
    },
    signal,
  );
  if (execution.ending.kind === 'aborted') return 'aborted';
  return {
    ...describe(execution, execution.ending, integration),
    storage: storage.takeWrites(),
    reachedOutside,
  };
}

type Finished = Exclude<Ending, { kind: 'aborted' }>;

function describe(execution: Execution, ending: Finished, integration: ScriptIntegration) {
  const mask = createMask(integration.secrets);
  const { outcome, error } = judge(ending);
  return {
    outcome,
    error: error === undefined ? undefined : maskError(error, mask),
    durationMs: execution.wallMs,
    cpuMs: execution.cpuMs,
    fetches: execution.fetches,
    output: execution.output.lines.map(({ atMs, level, text }) => ({
      at_ms: Math.round(atMs),
      level,
      text: mask(text),
    })),
    omittedBytes: execution.output.omittedBytes,
    scriptVersion: integration.version,
  };
}

function judge(ending: Finished): { outcome: Outcome; error?: RunError } {
  switch (ending.kind) {
    case 'succeeded':
      return { outcome: 'succeeded' };
    case 'failed':
      return { outcome: 'failed', error: toRunError(ending.error) };
    case 'timed_out': {
      const what = ending.limit === 'wall' ? 'wall-clock' : 'processor';
      const message = `the script used up its ${ending.limitMs} ms of ${what} time`;
      return { outcome: 'timed_out', error: { ...ending.error, name: 'TimeoutError', message } };
    }
    case 'out_of_memory':
      return {
        outcome: 'out_of_memory',
        error: { name: 'MemoryError', message: `the script used up its ${ending.limitMb} MB of memory` },
      };
    case 'crashed':
      return { outcome: 'crashed', error: { name: 'CrashError', message: ending.reason } };
  }
}

function toRunError({ name, message, stack, line, column }: ScriptError): RunError {
  return { name, message, stack, line, column };
}

function maskError(error: RunError, mask: (text: string) => string): RunError {
  const { stack } = error;
  return { ...error, message: mask(error.message), stack: stack === undefined ? undefined : mask(stack) };
}

/** A span a fetch; neither it nor the reply to the script holds what the request's URL may carry in its query. */
async function sendFetch(
  client: OutboundClient,
  events: WorkerEvents,
  run: string,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<FetchReply> {
  const attributes = { 'http.request.method': request.method, ...describeTarget(request.url) };
  return await tracer().startActiveSpan(
    'fetch',
    { kind: SpanKind.CLIENT, attributes },
    async (span): Promise<FetchReply> => {
      const { method, url, headers, body } = request;
      const reply = await client.send(
        { method, url, headers, ...(body === undefined ? {} : { body }) },
        { signal },
      );
      try {
        if (reply.kind === 'response') {
          span.setAttribute('http.response.status_code', reply.status);
          const text = new TextDecoder().decode(reply.body);
          return {
            ok: true,
            status: reply.status,
            statusText: reply.statusText,
            headers: reply.headers,
            body: text,
          };
        }
        if (reply.kind === 'refused') events.egressRefused(run, reply.detail);
        span.setStatus({ code: SpanStatusCode.ERROR, message: reply.kind });
        return { ok: false, error: { name: 'TypeError', message: `fetch failed: ${reply.message}` } };
      } finally {
        span.end();
      }
    },
  );
}

function describeTarget(url: string): Record<string, string> {
  if (!URL.canParse(url)) return {};
  return { 'server.address': new URL(url).host };
}
