import { parseExactly } from '@upshot/shared/exact-json';
import { Failure } from '../failure.ts';

type Properties = Record<string, unknown>;

/** Applies `--set key=value` to an object: dots descend; a value is JSON, digit by digit, if it parses, else text. */
export function setProperties(target: object, assignments: readonly string[]): void {
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    if (at < 1) throw new Failure(`Invalid --set: ${assignment} (it must be key=value)`);
    setProperty(
      target as Properties,
      assignment.slice(0, at).split('.'),
      parseValue(assignment.slice(at + 1)),
    );
  }
}

function setProperty(target: Properties, [key = '', ...deeper]: readonly string[], value: unknown): void {
  if (deeper.length === 0) return define(target, key, value);
  const inner = Object.hasOwn(target, key) ? target[key] : undefined;
  if (typeof inner !== 'object' || inner === null) define(target, key, {});
  setProperty(target[key] as Properties, deeper, value);
}

/** Makes an own property, also of a key such as `__proto__`. */
function define(target: Properties, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function parseValue(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return text;
  }
}
