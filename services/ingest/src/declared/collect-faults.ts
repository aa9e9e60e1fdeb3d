import { Problem, type ProblemCode } from '@upshot/shared/problem';
import type { FieldFault } from '../http/problems/explain-fault.ts';
import { invalid } from '../http/validate.ts';

/** Collects problems about fields, to throw them as one. */
export interface FaultCollection {
  /** What `read` returns; undefined where it throws a problem about fields, which are then fields of `place`. */
  within<T>(place: string, read: () => T): T | undefined;
  add(faults: readonly Problem[]): void;
  /** Throws unless nothing was collected. */
  throwAny(): void;
}

export function collectFaults(): FaultCollection {
  const faults: FieldFault[] = [];
  const codes = new Set<ProblemCode>();
  const add = ({ code, fields = {} }: Problem, place = '') => {
    codes.add(code);
    for (const [field, message] of Object.entries(fields))
      faults.push({ field: join(place, field), message });
  };
  return {
    within(place, read) {
      try {
        return read();
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.fields === undefined) throw problem;
        add(problem, place);
        return undefined;
      }
    },
    add: (problems) => {
      for (const problem of problems) add(problem);
    },
    throwAny() {
      const [first] = faults;
      if (first === undefined) return;
      const { message, fields } = invalid(faults);
      const [code = 'invalid_request', other] = codes;
      throw new Problem(
        other === undefined ? code : 'invalid_request',
        message,
        fields === undefined ? {} : { fields },
      );
    },
  };
}

function join(place: string, field: string): string {
  if (place === '') return field;
  return field === 'body' ? place : `${place}.${field}`;
}
