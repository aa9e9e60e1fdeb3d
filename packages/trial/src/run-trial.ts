import { createHash } from 'node:crypto';
import { describeEnding } from '@upshot/sandbox/describe-ending';
import {
  completeLimits,
  type Execution,
  type FetchRequest,
  type Limits,
  type Sandbox,
  type TapeInput,
} from '@upshot/sandbox/sandbox';
import { toJavaScript } from '@upshot/sandbox/typescript';
import { redactLine } from '@upshot/secrets/redact/describe-request';
import { createRedactor, type Redact } from '@upshot/secrets/redact/redact';
import type { RunError } from '@upshot/shared/outcome';
import type { Answerer } from './answerer.ts';
import type { Recording } from './cassette/make-cassette.ts';
import type { Replay } from './cassette/replay.ts';
import { describeLedger } from './describe-ledger.ts';
import { explainTypeError } from './hint/explain-type-error.ts';
import { LedgerHost } from './ledger-host.ts';
import { RecordingHost } from './recording-host.ts';
import { ReplayingHost } from './replaying-host.ts';
import { StorageOverlay } from './storage-overlay.ts';
import type { Trial, TrialActivity, TrialError, TrialOutcome } from './trial.ts';

/** What a trial runs, and on what. The texts are JSON. */
export interface TrialInput {
  readonly script: { readonly file: string; readonly source: string };
  readonly activity: string;
  readonly activitySource: string;
  readonly project: string;
  readonly variables: string;
  /** What is masked. */
  readonly secrets: readonly string[];
  readonly showSecrets?: boolean;
  /** The JSON text of each stored value. */
  readonly storage: ReadonlyMap<string, string>;
  readonly answerer: Answerer;
  readonly isStrict?: boolean;
  readonly limits: Partial<Limits>;
  /** Keeps what the host functions answered. */
  readonly isRecorded?: boolean;
  /** Clock and chance. */
  readonly tape?: TapeInput;
  /** Compares the calls with recorded ones. */
  readonly replay?: Replay;
  /** Whose slot it runs in, where several projects share a sandbox. */
  readonly owner?: { readonly projectId: string; readonly integrationId: string };
  /** Runs only while no other run waits. */
  readonly yields?: boolean;
  /** Of longer texts no hint is made: it takes a while, and others may wait. */
  readonly maxHintLength?: number;
}

/** A trial, and what only its caller needs. */
export interface FinishedTrial {
  readonly trial: Trial;
  /** What is stored after it: the JSON text of each value. */
  readonly storage: ReadonlyMap<string, string>;
  /** The requests as they were, with their secrets. */
  readonly sent: readonly FetchRequest[];
  /** Requests without an answer and rules without a request: what makes a strict trial fail. */
  readonly violations: readonly string[];
  readonly recording?: Recording;
}

/** Runs a script once, as a worker would, without a worker: no effect leaves but through the answerer. */
export async function runTrial(
  sandbox: Sandbox,
  input: TrialInput,
  signal?: AbortSignal,
): Promise<FinishedTrial> {
  const { answerer, isStrict = false, showSecrets = false } = input;
  const redact = showSecrets ? (text: string) => text : createRedactor(input.secrets);
  const storage = new StorageOverlay(input.storage);
  const stopping = new AbortController();
  await sandbox.barrier();
  const host = new LedgerHost({ answerer, storage, redact, stop: () => stopping.abort() });
  const signals = [stopping.signal, ...(signal === undefined ? [] : [signal])];
  const followed = input.replay === undefined ? host : new ReplayingHost(host, input.replay);
  const recorder = input.isRecorded === true ? new RecordingHost(followed) : undefined;
  const execution = await sandbox.run(toRunInput(input), recorder ?? followed, AbortSignal.any(signals));
  const requests = describeLedger(host.requests, { redact, showSecrets });
  const unanswered = requests.filter(({ answered_by: by }) => by === null);
  const problems = [
    ...unanswered.map(({ n, method, url }) => `request ${n} has no answer: ${method} ${url}`),
    ...answerer.unused().map((name) => `${redact(name)} was not used`),
  ];
  const trial: Trial = {
    version: 1,
    script: { file: input.script.file, sha256: sha256(input.script.source) },
    activity: describeActivity(input),
    mode: answerer.mode,
    ...describeOutcome(input, execution, redact),
    output: execution.output.lines.map((line) => [
      Math.round(line.atMs),
      line.level,
      redactLine(line, redact),
    ]),
    output_omitted_bytes: execution.output.omittedBytes,
    requests,
    storage: storage.report(redact),
    ...describeUsage(execution, input.limits),
    warnings: [...problems, ...describeMissed(execution.tape)],
  };
  const sent = host.requests.map(({ request }) => request);
  return {
    trial,
    sent,
    storage: storage.entries(),
    violations: isStrict ? problems : [],
    ...(recorder && { recording: { calls: recorder.calls, tape: execution.tape } }),
  };
}

function describeMissed(tape: Execution['tape']): readonly string[] {
  const { missed = 0 } = tape ?? {};
  return missed === 0
    ? []
    : [`the script asked ${missed} more times for the time or for chance than was recorded`];
}

function toRunInput({ script, activity, project, variables, limits, ...more }: TrialInput) {
  const { tape, yields, owner: names = { projectId: 'trial', integrationId: 'trial' } } = more;
  return {
    script: {
      ...names,
      versionId: script.source,
      filename: script.file,
      source: toJavaScript(script.source),
    },
    activity,
    project,
    variables,
    limits,
    // A script that is tried finds everything as in the first run of an integration.
    isolation: 'context' as const,
    ...(tape === undefined ? {} : { tape }),
    ...(yields === undefined ? {} : { yields }),
  };
}

function describeOutcome(
  input: TrialInput,
  { ending }: Execution,
  redact: Redact,
): { readonly outcome: TrialOutcome; readonly error: TrialError | null } {
  if (ending.kind === 'aborted') return { outcome: 'stopped', error: null };
  const { outcome, error } = describeEnding(ending);
  return { outcome, error: error === undefined ? null : describeError(input, error, redact) };
}

function describeError(input: TrialInput, error: RunError, redact: Redact): TrialError {
  const { name, message, stack, line, column } = error;
  return {
    name: redact(name),
    message: redact(message),
    stack: stack === undefined ? null : redact(stack),
    line: line ?? null,
    column: column ?? null,
    hint: hintOf(input, error, redact),
  };
}

/** Only the names of what is there are shown. */
function hintOf(input: TrialInput, { name, line, column }: RunError, redact: Redact): string | null {
  if (name !== 'TypeError' || line === undefined || column === undefined) return null;
  const { activity, project, variables, maxHintLength = Infinity } = input;
  const texts = [input.script.source, activity, project, variables];
  if (texts.some((text) => text.length > maxHintLength)) return null;
  const given = Object.fromEntries(
    Object.entries({ activity, project, variables }).map(([key, json]) => [key, JSON.parse(json) as unknown]),
  );
  const hint = explainTypeError(input.script.source, { line, column }, given);
  return hint === undefined ? null : redact(hint);
}

function describeActivity({ activity, activitySource }: TrialInput): TrialActivity {
  const { id, type, state, result, environments } = JSON.parse(activity) as Readonly<Record<string, unknown>>;
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    id: textOf(id),
    type: textOf(type),
    state: textOf(state),
    result: textOf(result),
    environments: Array.isArray(environments)
      ? environments.filter((item): item is string => typeof item === 'string')
      : [],
    source: activitySource,
  };
}

function describeUsage({ wallMs, cpuMs, heapMb, fetches }: Execution, own: Partial<Limits>) {
  const limits = completeLimits(own);
  return {
    usage: {
      wall_ms: Math.round(wallMs),
      cpu_ms: Math.round(cpuMs),
      memory_mb: heapMb === undefined ? null : Math.ceil(heapMb),
      fetches,
    },
    limits: {
      wall_ms: limits.wallMs,
      cpu_ms: limits.cpuMs,
      memory_mb: limits.memoryMb,
      fetches: limits.fetches,
      output_bytes: limits.outputBytes,
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
