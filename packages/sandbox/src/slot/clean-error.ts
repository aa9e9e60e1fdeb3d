import type { ReportedError } from '../messages.ts';

/** An error as the guest describes it; `parts` is what it holds besides its stack. */
export interface GuestError extends ReportedError {
  readonly parts?: string;
}

/**
 * Keeps only the frames of the script's own file in an error's stack, puts the error's other parts below them, and
 * reads the place from the first frame.
 */
export function cleanError(error: GuestError, filename: string): ReportedError {
  const { name, message } = error;
  const { head, frames } = splitStack(error, filename);
  const stack = [head === '' ? `${name}: ${message}` : head, ...frames].join('\n') + (error.parts ?? '');
  const place = placeOf(frames[0], filename);
  return place === undefined ? { name, message, stack } : { name, message, stack, ...place };
}

/** A message can have lines that look like frames: another error's stack, say. Frames begin after it. */
function splitStack({ stack, message }: ReportedError, filename: string): { head: string; frames: string[] } {
  const found = message === '' ? -1 : stack.indexOf(message);
  const wordsEnd = found < 0 ? 0 : found + message.length;
  const lines = stack.slice(wordsEnd).split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  if (first < 0) return { head: stack, frames: [] };
  const frames = lines.slice(first).filter((line) => /^\s+at /.test(line) && placeStart(line, filename) > 0);
  const head = stack.slice(0, wordsEnd) + lines.slice(0, first).join('\n');
  return { head, frames: frames.map(withoutEval) };
}

/** Where the line number is; 0 in a frame of another file, also of one whose name ends like the script's. */
function placeStart(frame: string, filename: string): number {
  const at = Math.max(frame.lastIndexOf(` ${filename}:`), frame.lastIndexOf(`(${filename}:`));
  return at < 0 ? 0 : at + filename.length + 2;
}

/** A script is a text that is evaluated, and so are its nameless functions to V8; to its author it is a file. */
function withoutEval(frame: string): string {
  return frame.replace(/^(\s+at )eval \(([^()]+)\)$/, '$1$2');
}

function placeOf(frame: string | undefined, filename: string): { line: number; column: number } | undefined {
  if (frame === undefined) return undefined;
  const match = /^(\d{1,9}):(\d{1,9})(?!\d)/.exec(frame.slice(placeStart(frame, filename)));
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}
