import { Failure } from '../failure.ts';

/** Reads activities from JSON text: one object, an array, or one object a line. Each is returned as JSON text. */
export function readActivities(text: string): string[] {
  const whole = parseExactly(text);
  if (whole === undefined) return readLines(text);
  if (Array.isArray(whole)) return whole.map((item) => JSON.stringify(expectObject(item)));
  expectObject(whole);
  return [text.trim()];
}

/** Parses JSON so that writing it again keeps every digit of every number. Returns undefined for what is not JSON. */
export function parseExactly(text: string): unknown {
  try {
    return (JSON.parse as ParseWithSource)(text, (_key, value, { source }) =>
      typeof value === 'number' && source !== undefined && String(value) !== source ? rawJson(source) : value,
    );
  } catch {
    return undefined;
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
type ParseWithSource = (text: string, reviver: Reviver) => unknown;

const { rawJSON: rawJson } = JSON as unknown as { readonly rawJSON: (source: string) => unknown };

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
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Failure('An activity must be a JSON object.');
}
