import { excerptOf } from './excerpt.ts';
import type { HeaderPairs, Trial, TrialError, TrialRequest } from './trial.ts';

/** A line of a trial as terminals show it; the tone says what colour fits. */
export interface TrialLine {
  readonly text: string;
  readonly tone: 'plain' | 'dim' | 'heading' | 'good' | 'bad';
}

const plain = (text: string): TrialLine => ({ text, tone: 'plain' });
const dim = (text: string): TrialLine => ({ text, tone: 'dim' });

/** How much of a trial is shown. */
export interface RenderOptions {
  /** The source, for the excerpt at the place of an error. */
  readonly source: string;
  readonly showEffects: boolean;
}

/** Renders a trial for people: heading, output, effects, error, and one line that sums it up. */
export function renderTrial(trial: Trial, { source, showEffects }: RenderOptions): readonly TrialLine[] {
  return [
    { text: headingOf(trial), tone: 'heading' },
    plain(''),
    ...outputLines(trial),
    ...(showEffects ? effectLines(trial) : []),
    ...trial.warnings.map((text) => dim(`warning: ${text}`)),
    ...endLines(trial, source),
  ];
}

const MODES = { dry: 'dry run', live: 'live', replay: 'replay' } as const;

function headingOf({ script, activity, mode }: Trial): string {
  const { type, state, result, environments } = activity;
  const states = [state, result].filter((text) => text !== null).join(', ');
  const where = environments.length === 0 ? '' : ` on ${environments.join(', ')}`;
  return `${script.file} on ${type ?? 'an activity without a type'} (${states})${where} · ${MODES[mode]}`;
}

function outputLines({ output, output_omitted_bytes: omitted }: Trial): readonly TrialLine[] {
  const width = Math.max(...output.map(([atMs]) => String(atMs).length), 1);
  const lines = output.map(([atMs, level, text]) => {
    const [first = '', ...more] = text.split('\n');
    const indent = ' '.repeat(width + 7);
    const whole = [`  ${String(atMs).padStart(width)} ms  ${first}`, ...more.map((line) => indent + line)];
    return { text: whole.join('\n'), tone: level === 'host' || level === 'debug' ? 'dim' : 'plain' } as const;
  });
  const note = omitted === 0 ? [] : [dim(`  ${omitted} bytes of output omitted`)];
  return lines.length === 0 ? [] : [...lines, ...note, plain('')];
}

function effectLines({ mode, requests, storage }: Trial): readonly TrialLine[] {
  const { writes, cleared } = storage;
  if (requests.length === 0 && writes.length === 0 && !cleared) return [];
  const note = mode === 'live' ? 'requests were sent; storage is kept apart' : 'nothing was sent';
  const stored = [
    ...(cleared ? [plain('  storage  cleared')] : []),
    ...writes.map(({ key, before, after }) => plain(`  storage  ${key}  ${show(before)} → ${show(after)}`)),
  ];
  return [
    { text: `Effects (${note})`, tone: 'heading' },
    ...requests.flatMap(requestLines),
    ...stored,
    plain(''),
  ];
}

function requestLines(request: TrialRequest): readonly TrialLine[] {
  const { n, method, url, headers, body, answered_by: by, status, error } = request;
  const result = status ?? (error ?? '').replace(/^fetch failed: /, '');
  const answer = by === null ? 'no answer' : `${by === 'default' ? 'no rule' : by} → ${result}`;
  return [
    plain(`  ${n} ${method} ${url}   ${answer}`),
    ...headerLines(headers),
    ...(body === null || body === '' ? [] : [dim(`    ${cut(body)}`)]),
  ];
}

function headerLines(headers: HeaderPairs): readonly TrialLine[] {
  return headers.map(([name, value]) => dim(`    ${name}: ${cut(value)}`));
}

const SHOWN = 2_000;

function cut(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length - SHOWN} more characters)`;
}

function show(value: unknown): string {
  return value === null ? '(none)' : cut(JSON.stringify(value));
}

/** What helps most comes last: after a success the usage, else the error with its place and its hint. */
function endLines(trial: Trial, source: string): readonly TrialLine[] {
  const { outcome, error } = trial;
  const usage = usageOf(trial);
  const name = outcome.replaceAll('_', ' ');
  if (outcome === 'succeeded') return [{ text: `✓ ${name}   ${usage}`, tone: 'good' }];
  if (error === null) return [dim(usage), { text: `✗ ${name}`, tone: 'bad' }];
  const words = `${error.name}: ${error.message}`;
  const [first = words, ...frames] = outcome === 'failed' ? (error.stack ?? words).split('\n') : [words];
  return [
    dim(usage),
    { text: `✗ ${name}: ${first}`, tone: 'bad' },
    ...frames.map(plain),
    ...excerptLines(error, source),
    ...(error.hint === null ? [] : [plain(`  ${error.hint}`)]),
  ];
}

/** The excerpt, indented below the error. */
function excerptLines({ line, column }: TrialError, source: string): readonly TrialLine[] {
  const excerpt = line === null ? undefined : excerptOf(source, { line, column: column ?? 1 });
  return excerpt === undefined ? [] : excerpt.split('\n').map(plain);
}

function usageOf({ usage, limits, output }: Trial): string {
  const printed = output.filter(([, level]) => level !== 'host').length;
  const memory = usage.memory_mb === null ? [] : [`memory ${usage.memory_mb} MB of ${limits.memory_mb} MB`];
  return [
    `wall ${duration(usage.wall_ms)} of ${duration(limits.wall_ms)}`,
    `CPU ${duration(usage.cpu_ms)} of ${duration(limits.cpu_ms)}`,
    ...memory,
    `${usage.fetches} of ${limits.fetches} requests`,
    `${printed} ${printed === 1 ? 'line' : 'lines'}`,
  ].join(' · ');
}

function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}
