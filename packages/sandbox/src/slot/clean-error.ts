import type { ReportedError } from '../messages.ts';

/** Keeps only the frames of the script's own file in an error's stack, and reads the place from the first of them. */
export function cleanError(error: ReportedError, filename: string): ReportedError {
  const { name, message } = error;
  const { head, frames } = splitStack(error.stack, filename);
  const stack = [head === '' ? `${name}: ${message}` : head, ...frames].join('\n');
  const place = placeOf(frames[0], filename);
  return place === undefined ? { name, message, stack } : { name, message, stack, ...place };
}

function splitStack(stack: string, filename: string): { head: string; frames: string[] } {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  if (first < 0) return { head: stack, frames: [] };
  const frames = lines.slice(first).filter((line) => /^\s+at /.test(line) && line.includes(`${filename}:`));
  return { head: lines.slice(0, first).join('\n'), frames: frames.map(withoutEval) };
}

/** A script is a text that is evaluated, and so are its nameless functions to V8; to its author it is a file. */
function withoutEval(frame: string): string {
  return frame.replace(/^(\s+at )eval \(([^()]+)\)$/, '$1$2');
}

function placeOf(frame: string | undefined, filename: string): { line: number; column: number } | undefined {
  if (frame === undefined) return undefined;
  const after = frame.slice(frame.lastIndexOf(`${filename}:`) + filename.length + 1);
  const match = /^(\d{1,9}):(\d{1,9})(?!\d)/.exec(after);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}
