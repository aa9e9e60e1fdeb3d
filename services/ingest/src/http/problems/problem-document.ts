import { problems, type Problem, type ProblemCode, type ProblemFields } from '@upshot/shared/problem';
import { Type } from 'typebox';

/** A problem as a caller gets it: RFC 9457, and as Platform.sh's clients expect it. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string | ProblemFields;
  readonly instance: string;
  readonly request_id: string;
  readonly trace_id: string | null;
}

/** {@link ProblemDocument} as a schema. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'The address of its explanation: /problems/<code>.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'The same as the end of `type`; never changes its meaning.' }),
    detail: Type.Union([Type.String(), Type.Record(Type.String(), Type.String())], {
      description:
        'What is wrong: a sentence, or for an invalid request an object with a message for each field.',
    }),
    instance: Type.String({ description: 'The path of the request.' }),
    request_id: Type.String({ description: 'The same as the x-request-id header; our log has it, too.' }),
    trace_id: Type.Union([Type.String(), Type.Null()]),
  },
  { description: 'A problem (RFC 9457).' },
);

/** The occasion of a problem. */
export interface Occasion {
  readonly path: string;
  readonly requestId: string;
  readonly traceId: string | undefined;
}

/** Describes a problem as the body of the answer. */
export function describeProblem(problem: Problem, { path, requestId, traceId }: Occasion): ProblemDocument {
  const { status, title } = problems[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.fields ?? problem.message,
    instance: path,
    request_id: requestId,
    trace_id: traceId ?? null,
  };
}
