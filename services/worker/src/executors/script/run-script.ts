import type { OutboundClient } from '@upshot/outbound/outbound-client';
import { describeEnding, type Finished } from '@upshot/sandbox/describe-ending';
import type { Execution, Host, RunInput, Sandbox } from '@upshot/sandbox/sandbox';
import { toJavaScript } from '@upshot/sandbox/typescript';
import { RecordingHost } from '@upshot/trial/recording-host';
import type { LiveOutput } from '@upshot/runtime/live-output';
import type { RunError } from '@upshot/shared/outcome';
import { redactLine } from '@upshot/secrets/redact/describe-request';
import { createRedactor, type Redact } from '@upshot/secrets/redact/redact';
import { context } from '@opentelemetry/api';
import type { WorkerEvents } from '../../events.ts';
import type { IntegrationOfType } from '../../model/integration.ts';
import type { Attempt, AttemptResult, Executor } from '../executor.ts';
import { RequestLog } from '../request-log.ts';
import { LiveRun } from './live-run.ts';
import { cassetteOf, SCRIPT_NAME } from './cassette-of.ts';
import type { Recordings } from './recordings.ts';
import { sealWrites, type Sealing } from './sealed-storage.ts';
import { sendFetch } from './send-fetch.ts';
import type { RunStorage } from './storage-view.ts';

export interface ScriptTools extends Sealing {
  readonly sandbox: Sandbox;
  readonly client: OutboundClient;
  readonly events: WorkerEvents;
  readonly live: LiveOutput;
  /** Keeps cassettes of integrations whose runs are to be recorded. */
  readonly recordings: Recordings;
}

const runnables = new WeakMap<IntegrationOfType<'script'>, string>();

/** The source of an integration as it is run: TypeScript without its types. */
function runnable(integration: IntegrationOfType<'script'>): string {
  const known = runnables.get(integration) ?? toJavaScript(integration.fields.script);
  runnables.set(integration, known);
  return known;
}

/** Runs scripts. */
export function createScriptExecutor(tools: ScriptTools): Executor<'script'> {
  return {
    execute: (attempt) => runScript(tools, attempt),
    needsDeliveryPermit: false,
    pausesFailingEndpoints: false,
    subjectOf: () => undefined,
  };
}

/** What a recorded attempt keeps in memory until its end; of more, a cassette would be too large. */
const MAX_RECORDED_BYTES = 2 ** 20;

/** Runs the integration's script on the activity of the run. Whatever the script does is a result. */
async function runScript(tools: ScriptTools, attempt: Attempt<'script'>): Promise<AttemptResult | 'aborted'> {
  const { sandbox, client, events, live } = tools;
  const { integration, run, number, storage: view, begin, signal } = attempt;
  const isShared = integration.concurrency > 1;
  if (isShared) view.forget();
  const storage = view.begin();
  let reachedOutside = false;
  const spanOfRun = context.active();
  const redact = createRedactor(integration.secrets);
  const requests = new RequestLog();
  await using liveRun = new LiveRun({ live, run: run.id, attempt: number, redact, begin });
  const host: Host = {
    async fetch(request, fetchSignal, print) {
      reachedOutside = true;
      await begin();
      const tenant = { project: run.projectId, integration: integration.id };
      return await context.with(spanOfRun, () =>
        sendFetch({ client, events, requests, run: run.id, tenant, redact, print }, request, fetchSignal),
      );
    },
    storageGet: (key) => storage.get(key),
    storageSet: (key, json) => storage.set(key, json),
    storageRemove: (key) => storage.remove(key),
    storageClear: () => storage.clear(),
    output: (line) => liveRun.add(line),
  };
  const recorder = tools.recordings.isWanted(integration)
    ? new RecordingHost(host, MAX_RECORDED_BYTES)
    : undefined;
  const script = integration.fields.script;
  const execution = await sandbox.run(
    {
      script: {
        projectId: run.projectId,
        integrationId: integration.id,
        versionId: `${integration.id}.${integration.version}`,
        filename: SCRIPT_NAME,
        source: runnable(integration),
      },
      activity: run.body,
      project: integration.project,
      variables: integration.variables,
      isolation: integration.fields.isolation,
      // A recorder sees each call of the storage.
      ...(recorder === undefined ? await storageInput(storage, script) : { tape: 'record' }),
    },
    recorder ?? host,
    signal,
  );
  if (execution.ending.kind === 'aborted') return 'aborted';
  const writes = storage.take();
  const described = describe(execution, execution.ending, integration, { redact, requests });
  if (recorder !== undefined) await keepCassette(tools, attempt, recorder, { execution, described });
  return {
    ...described,
    storage: writes && { ...sealWrites(tools, integration.id, writes, redact), isShared },
    mustSettleFirst: reachedOutside || (isShared && writes !== undefined),
  };
}

interface Ended {
  readonly execution: Execution;
  readonly described: ReturnType<typeof describe>;
}

/** Keeps what was recorded of an attempt, unless it is too much. Whatever fails here does not fail the run. */
async function keepCassette(
  { events, recordings }: ScriptTools,
  attempt: Attempt<'script'>,
  { calls, isTooLarge }: RecordingHost,
  { execution, described }: Ended,
): Promise<void> {
  if (isTooLarge) return events.recordingDropped(attempt.run.id, 'it sent and got more than 1 MB');
  try {
    await recordings.keep(attempt, cassetteOf(attempt, { calls, tape: execution.tape }, described));
  } catch (fault) {
    events.recordingFailed(attempt.run.id, fault);
  }
}

/** The storage of a script that mentions it; one that finds another way to it asks for each value. */
async function storageInput(storage: RunStorage, script: string): Promise<Pick<RunInput, 'storage'>> {
  const text = script.includes('storage') ? await storage.text() : undefined;
  return text === undefined ? {} : { storage: text };
}

function describe(
  execution: Execution,
  ending: Finished,
  integration: IntegrationOfType<'script'>,
  { redact, requests }: { readonly redact: Redact; readonly requests: RequestLog },
) {
  const { outcome, error } = describeEnding(ending);
  return {
    outcome,
    error: error === undefined ? undefined : redactError(error, redact),
    durationMs: execution.wallMs,
    cpuMs: execution.cpuMs,
    fetches: execution.fetches,
    requests: requests.describe(execution.startedAt),
    isolation: execution.isolation,
    output: execution.output.lines.map((line) => ({
      at_ms: Math.round(line.atMs),
      level: line.level,
      text: redactLine(line, redact),
    })),
    omittedBytes: execution.output.omittedBytes,
    scriptVersion: integration.version,
  };
}

function redactError(error: RunError, redact: Redact): RunError {
  const { name, message, stack } = error;
  return {
    ...error,
    name: redact(name),
    message: redact(message),
    stack: stack === undefined ? undefined : redact(stack),
  };
}
