import { isDeepStrictEqual } from 'node:util';
import { matchesGlob } from '@upshot/shared/glob';
import { findDifference } from '../rules/match-request.ts';
import type { RequestPattern } from '../rules/rules.ts';
import type { FinishedTrial } from '../run-trial.ts';
import type { ContainedOutput, Expectation } from './test-file.ts';

/** Says in what a run differs from what was expected of it, one line for each difference. */
export function checkExpectation(expected: Expectation, finished: FinishedTrial): readonly string[] {
  const { outcome = 'succeeded', output, error, requests, storage, cpu_ms: cpu } = expected;
  const { trial } = finished;
  return [
    ...(outcome === trial.outcome ? [] : [`outcome: expected ${outcome}, got ${describeEnd(finished)}`]),
    ...(output === undefined ? [] : checkOutput(output, printedLines(finished))),
    ...(error === undefined ? [] : checkError(error, finished)),
    ...(requests === undefined ? [] : checkRequests(requests, finished)),
    ...(storage === undefined ? [] : checkStorage(storage, finished)),
    ...(cpu === undefined || trial.usage.cpu_ms <= cpu.max
      ? []
      : [`cpu_ms: expected at most ${cpu.max}, got ${trial.usage.cpu_ms}`]),
  ];
}

/** The lines of a run that its script printed. */
export function printedLines({ trial }: FinishedTrial): readonly string[] {
  return trial.output.filter(([, level]) => level !== 'host').map(([, , text]) => text);
}

function describeEnd({ trial: { outcome, error } }: FinishedTrial): string {
  return error === null ? outcome : `${outcome} (${error.name}: ${error.message})`;
}

function checkOutput(
  expected: readonly string[] | ContainedOutput,
  lines: readonly string[],
): readonly string[] {
  if (!('length' in expected)) return checkContained(expected, lines);
  if (expected.length !== lines.length)
    return [
      `output: expected ${counted(expected.length, 'line')}, got ${counted(lines.length, 'line')}`,
      ...lines.map((line) => `  ${line}`),
    ];
  return lines.flatMap((line, index) => {
    const glob = expected[index] ?? '';
    return matchesGlob(glob, line) ? [] : [`output[${index}]: expected ${glob}`, `  got ${line}`];
  });
}

function checkContained(
  { contains = [], not_contains: banned = [] }: ContainedOutput,
  lines: readonly string[],
) {
  const holds = (text: string) => lines.some((line) => line.includes(text));
  return [
    ...[contains]
      .flat()
      .filter((text) => !holds(text))
      .map((text) => `output: no line contains ${text}`),
    ...[banned]
      .flat()
      .filter(holds)
      .map((text) => `output: a line contains ${text}`),
  ];
}

function checkError(expected: NonNullable<Expectation['error']>, { trial: { error } }: FinishedTrial) {
  const { name = '*', message = '*' } = expected;
  if (error === null) return ['error: expected one, got none'];
  const isMatch = matchesGlob(name, error.name) && matchesGlob(message, error.message);
  return isMatch ? [] : [`error: expected ${name}: ${message}`, `  got ${error.name}: ${error.message}`];
}

function checkRequests(expected: NonNullable<Expectation['requests']>, { sent, trial }: FinishedTrial) {
  const count = 'count' in expected ? expected.count : expected.length;
  if (count !== sent.length) {
    const shown = trial.requests.map(({ method, url }) => `  ${method} ${url}`);
    return [`requests: expected ${count}, got ${sent.length}`, ...shown];
  }
  const patterns: readonly RequestPattern[] = 'count' in expected ? [] : expected;
  return patterns.flatMap((pattern, index) => {
    const request = sent[index];
    const part = request === undefined ? undefined : findDifference(pattern, request);
    const shown = trial.requests[index];
    if (part === undefined || shown === undefined) return [];
    const got = part === 'body' ? (shown.body ?? '') : `${shown.method} ${shown.url}`;
    return [
      `requests[${index}].${part}: expected ${JSON.stringify(expectedPart(pattern, part))}`,
      `  got ${got}`,
    ];
  });
}

function expectedPart(pattern: RequestPattern, part: string): unknown {
  if (part.startsWith('header ')) return pattern.headers;
  return pattern[part as 'method' | 'url' | 'body'];
}

function checkStorage(expected: Readonly<Record<string, unknown>>, { storage }: FinishedTrial) {
  return Object.entries(expected).flatMap(([key, value]) => {
    const json = storage.get(key);
    const stored: unknown = json === undefined ? null : JSON.parse(json);
    return isDeepStrictEqual(stored, value)
      ? []
      : [`storage.${key}: expected ${JSON.stringify(value)}, got ${JSON.stringify(stored)}`];
  });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
