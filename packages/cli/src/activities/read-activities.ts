import { parseExactly } from '@upshot/shared/exact-json';
import { isObject } from '@upshot/shared/json-object';
import { Failure } from '../failure.ts';

/** Reads activities from JSON text: one object, an array, or one object a line. Each is returned as JSON text. */
export function readActivities(text: string): string[] {
  const whole = tryParse(text);
  if (whole === undefined) return readLines(text);
  if (Array.isArray(whole)) return whole.map((item) => JSON.stringify(expectObject(item)));
  expectObject(whole);
  return [text.trim()];
}

function tryParse(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function readLines(text: string): string[] {
  const lines = text.split('\n').map((line, index) => ({ text: line.trim(), number: index + 1 }));
  return lines
    .filter((line) => line.text !== '')
    .map((line) => {
      expectObject(parseLine(line.text, line.number));
      return line.text;
    });
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Failure(`Line ${number} is not valid JSON: ${(cause as Error).message}`, 1, { cause });
  }
}

function expectObject(value: unknown): object {
  if (isObject(value)) return value;
  throw new Failure('An activity must be a JSON object.');
}
