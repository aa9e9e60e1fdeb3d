import { findJsonFault } from '@upshot/shared/json-fault';
import { isObject } from '@upshot/shared/json-object';
import { parseExactly } from '@upshot/shared/exact-json';
import { Failure } from '../failure.ts';

/** Reads JSON that must be an object, every number digit by digit; `name` is what a Failure calls the text. */
export function readJsonObject(text: string, name: string): Readonly<Record<string, unknown>> {
  const value = readJson(text, name);
  if (Array.isArray(value)) throw new Failure(`${name} holds a list; it must be one JSON object.`);
  if (!isObject(value)) throw new Failure(`${name} must be a JSON object.`);
  return value;
}

/** Reads JSON; a Failure says where it is wrong. */
export function readJson(text: string, name: string): unknown {
  if (text.trim() === '') throw new Failure(`${name} is empty.`);
  try {
    return parseExactly(text);
  } catch (cause) {
    const { line, column, expected } = findJsonFault(text);
    const message = `${name} is not JSON: line ${line}, column ${column} must have ${expected}.`;
    throw new Failure(message, 1, { cause });
  }
}
