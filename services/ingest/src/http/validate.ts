import { Problem } from '@upshot/shared/problem';
import { IsObject, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { explainFault, type FieldFault } from './explain-fault.ts';
import { findUnstorable } from './find-unstorable.ts';

/** Checks a value: returns it typed, or throws the problem `invalid_request` that names each field. */
export type Validate<S extends TSchema> = (value: unknown) => Static<S>;

/** Makes the check of a schema. With `isText` (paths and queries), text becomes the numbers and lists it stands for. */
export function compileValidate<const S extends TSchema>(schema: S, isText = false): Validate<S> {
  const compiled = Compile(schema);
  const knownFields = IsObject(schema) ? Object.keys(schema.properties) : [];
  return (given) => {
    const value = isText ? Value.Convert(schema, given) : given;
    const unstorable = findUnstorable(value);
    if (unstorable !== undefined) throw invalid([unstorable]);
    if (compiled.Check(value)) return value;
    const faults = compiled.Errors(value).flatMap((error) => explainFault(error, knownFields));
    throw invalid(faults.length > 0 ? faults : [{ field: '', message: 'is not valid' }]);
  };
}

/** The problem `invalid_request` over some fields. */
export function invalid(faults: readonly FieldFault[]): Problem {
  const fields = Object.fromEntries(
    faults.map(({ field, message }) => [field === '' ? 'body' : field, message]),
  );
  const [first] = faults;
  return new Problem('invalid_request', `${first?.field ?? ''} ${first?.message ?? ''}`.trim(), { fields });
}
