import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/schema';
import { parse, YAMLParseError } from 'yaml';
import { DocumentFault } from './document-fault.ts';
import { explainErrors } from './explain-errors.ts';

/**
 * Reads a YAML (or JSON) document and checks it. Throws a `DocumentFault` that names the file, the place in it and what
 * is wrong there.
 */
export function readDocument<const S extends TSchema>(schema: S, text: string, file: string): Static<S> {
  return checkDocument(schema, parseYaml(text, file), file);
}

/** Checks a document that is parsed; throws a `DocumentFault` that names the place in it and what is wrong there. */
export function checkDocument<const S extends TSchema>(schema: S, value: unknown, file: string): Static<S> {
  const [isValid, errors] = Errors(schema, value);
  if (isValid) return value as Static<S>;
  throw new DocumentFault(`${file}: ${explainErrors(schema, errors)}`);
}

/** Parses YAML, or JSON; throws a `DocumentFault` that says where it is wrong. */
export function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    throw new DocumentFault(`${file} is not YAML: ${cause.message.trim()}`, { cause });
  }
}
