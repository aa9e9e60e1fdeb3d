import { Problem } from '@upshot/shared/problem';
import { IsObject, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { explainFaults, explainUnknown, type FieldFault } from './problems/explain-fault.ts';
import { findUnstorable } from './body/find-unstorable.ts';

/** A longer list of faults helps no reader. */
const MAX_FAULTS = 20;

/** With more unknown fields than that the validator finds nothing else, and takes long to find it. */
const FEW_UNKNOWN = 5;

/** Checks a value: returns it typed, or throws the problem `invalid_request` that names each field. */
export type Validate<S extends TSchema> = (value: unknown) => Static<S>;

export type RequestPart = 'path' | 'query' | 'body';

/** Makes the check of a schema. In paths and queries, text becomes the numbers and lists it stands for. */
export function compileValidate<const S extends TSchema>(schema: S, part: RequestPart = 'body'): Validate<S> {
  const compiled = Compile(schema);
  const knownFields = IsObject(schema) ? Object.keys(schema.properties) : [];
  const known = { noun: part === 'query' ? 'parameter' : 'field', names: knownFields } as const;
  const isStrict = 'additionalProperties' in schema && schema.additionalProperties === false;
  const findUnknown = (value: unknown) => (isStrict ? unknownNames(value, knownFields) : []);
  return (given) => {
    const value = part !== 'body' ? Value.Convert(schema, given) : given;
    const unstorable = findUnstorable(value);
    if (unstorable !== undefined) throw invalid([unstorable]);
    if (compiled.Check(value)) return value;
    const unknown = findUnknown(value);
    if (unknown.length > FEW_UNKNOWN) throw invalid(explainUnknown(unknown, known));
    const faults = explainFaults(compiled.Errors(value), known, MAX_FAULTS);
    throw invalid(faults.length > 0 ? faults : [{ field: '', message: 'is not valid' }]);
  };
}

function unknownNames(value: unknown, knownFields: readonly string[]): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const known = new Set(knownFields);
  const names: string[] = [];
  for (const name of Object.keys(value)) {
    if (!known.has(name) && names.push(name) === MAX_FAULTS) break;
  }
  return names;
}

/** The problem `invalid_request` over some fields: the first of them, where they are many. */
export function invalid(faults: readonly FieldFault[]): Problem {
  const fields = Object.fromEntries(
    faults.slice(0, MAX_FAULTS).map(({ field, message }) => [field === '' ? 'body' : field, message]),
  );
  const [first] = faults;
  return new Problem('invalid_request', `${first?.field ?? ''} ${first?.message ?? ''}`.trim(), { fields });
}
