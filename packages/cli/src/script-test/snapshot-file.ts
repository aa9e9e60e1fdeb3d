import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { FinishedTrial } from '@upshot/trial/run-trial';
import { printedLines } from '@upshot/trial/test-file/check-expectation';
import { readJsonObject } from '../script/read-json.ts';

/** When snapshots may be written: all, only those that are missing, or none. */
export type SnapshotMode = 'update' | 'new' | 'none';

/** What a test file's snapshots hold, beside it in `*.snap.json`. Secrets are masked. */
export interface SnapshotFile {
  /** Compares a run with its snapshot, or takes its snapshot; gives what differs. */
  compare(test: string, finished: FinishedTrial): readonly string[];
  /** Writes what was taken. */
  save(): Promise<void>;
}

/** Opens the snapshots of a test file. */
export async function openSnapshots(testFile: string, mode: SnapshotMode): Promise<SnapshotFile> {
  const file = testFile.replace(/(\.test)?\.ya?ml$/, '.snap.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const kept = new Map(text === undefined ? [] : Object.entries(readJsonObject(text, file)));
  let isChanged = false;
  return {
    compare(test, finished) {
      const now = snapshotOf(finished);
      const before = kept.get(test);
      if (isDeepStrictEqual(before, now)) return [];
      const mayWrite = mode === 'update' || (mode === 'new' && before === undefined);
      if (!mayWrite) return describeDifference(before, now);
      kept.set(test, now);
      isChanged = true;
      return [];
    },
    async save() {
      if (isChanged) await writeFile(file, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`);
    },
  };
}

/** Everything of a run that does not depend on time or on the machine. */
function snapshotOf(finished: FinishedTrial): unknown {
  const { outcome, error, requests, storage } = finished.trial;
  const snapshot = {
    outcome,
    error: error === null ? null : { name: error.name, message: error.message, line: error.line },
    output: printedLines(finished),
    requests: requests.map(({ method, url, headers, body }) => ({ method, url, headers, body })),
    storage: storage.writes,
  };
  return JSON.parse(JSON.stringify(snapshot)) as unknown;
}

function describeDifference(before: unknown, now: unknown): readonly string[] {
  if (before === undefined)
    return ['snapshot: there is none; run with --update on your machine and commit it'];
  const was = before as Readonly<Record<string, unknown>>;
  return Object.entries(now as object).flatMap(([part, value]: [string, unknown]) =>
    isDeepStrictEqual(was[part], value)
      ? []
      : [`snapshot.${part}: expected ${JSON.stringify(was[part])}`, `  got ${JSON.stringify(value)}`],
  );
}
