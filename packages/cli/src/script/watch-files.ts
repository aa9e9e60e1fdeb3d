import { createHash } from 'node:crypto';
import { readFileSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How changes are noticed: by the system, or by looking twice a second, for shared file systems. */
export type WatchMode = 'events' | 'poll';

const QUIET_MS = 50;
const POLL_MS = 500;

/**
 * Yields whenever the content of a file changes, until the signal aborts. Folders are watched, since editors replace
 * files; a file may be missing for a while.
 */
export async function* watchFiles(
  files: readonly string[],
  mode: WatchMode,
  signal: AbortSignal,
): AsyncGenerator<void, void> {
  let noticed = Promise.withResolvers<void>();
  const notice = () => noticed.resolve();
  signal.addEventListener('abort', notice);
  const stop = mode === 'poll' ? pollEvery(notice) : watchFolders(files, notice);
  try {
    let before = contentOf(files);
    while (!signal.aborted) {
      await noticed.promise;
      // One save of an editor is several events: what comes within the quiet time belongs to it.
      await sleep(QUIET_MS);
      noticed = Promise.withResolvers<void>();
      const now = contentOf(files);
      if (now !== before && !signal.aborted) yield;
      before = now;
    }
  } finally {
    stop();
  }
}

function pollEvery(notice: () => void): () => void {
  const timer = setInterval(notice, POLL_MS);
  return () => clearInterval(timer);
}

function watchFolders(files: readonly string[], notice: () => void): () => void {
  const folders = new Set(files.map((file) => path.dirname(path.resolve(file))));
  const watchers: readonly FSWatcher[] = [...folders].map((folder) => watch(folder, notice));
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

function contentOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(JSON.stringify(readOrMiss(file)));
  return hash.digest('hex');
}

function readOrMiss(file: string): string | null {
  try {
    return readFileSync(file, 'base64');
  } catch {
    return null;
  }
}
