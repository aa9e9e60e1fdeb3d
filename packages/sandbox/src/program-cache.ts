import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** The texts that a slot is started with, and the files that they were made from. */
export interface MadeTexts {
  readonly texts: readonly string[];
  readonly sources: readonly string[];
}

/** What is kept: a source that has another size or time makes it worthless. */
interface Kept {
  readonly texts: readonly string[];
  readonly stamps: readonly (readonly [file: string, stamp: string])[];
}

/**
 * Gives the texts that are kept for a key, or makes them and keeps them: to make them takes most of the time that a
 * process needs to start its first slot. They are kept in the cache folder of the user, in a file for the user alone
 * that names the hash of its content. A file that is damaged, outdated, someone else's or open to others is ignored;
 * where nothing can be kept, nothing is.
 */
export function cachedTexts(key: readonly string[], make: () => MadeTexts): readonly string[] {
  const file = fileOf(key);
  const kept = file === undefined ? undefined : attempt(() => read(file));
  if (kept !== undefined) return kept.texts;
  const { texts, sources } = make();
  if (file !== undefined) {
    attempt(() => write(file, { texts, stamps: sources.map((source) => [source, stampOf(source)]) }));
  }
  return texts;
}

function fileOf(key: readonly string[]): string | undefined {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = process.env;
  const folder = path.isAbsolute(cache)
    ? cache
    : path.isAbsolute(home)
      ? path.join(home, '.cache')
      : undefined;
  if (folder === undefined) return undefined;
  return path.join(folder, 'upshot', `slot-${hash(JSON.stringify(key)).slice(0, 24)}.json`);
}

function read(file: string): Kept | undefined {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = fstatSync(descriptor);
    const isPrivate = uid === process.getuid?.() && (mode & 0o077) === 0;
    if (!isPrivate) return undefined;
    const whole = readFileSync(descriptor, 'utf8');
    const end = whole.indexOf('\n');
    const content = whole.slice(end + 1);
    if (whole.slice(0, end) !== hash(content)) return undefined;
    const kept = JSON.parse(content) as Kept;
    return kept.stamps.every(([source, stamp]) => stampOf(source) === stamp) ? kept : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Written under another name first: a reader finds all of it, or the former file. */
function write(file: string, kept: Kept): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const content = JSON.stringify(kept);
  const temporary = `${file}.${randomUUID()}`;
  try {
    writeFileSync(temporary, `${hash(content)}\n${content}`, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function stampOf(file: string): string {
  const { size, mtimeNs } = statSync(file, { bigint: true });
  return `${size} ${mtimeNs}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
