import { Problem, problems, type ProblemCode } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';

/** Explains a problem: what the `type` of every problem leads to. */
export function getProblem() {
  return defineEndpoint({
    operationId: 'getProblem',
    summary: 'Explain a problem',
    tag: 'service',
    params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
    answers: {
      200: {
        description: 'What it means and what to do about it.',
        schema: Type.Object({
          code: Type.String(),
          status: Type.Integer(),
          title: Type.String(),
          resolution: Type.String(),
        }),
      },
    },
    problems: ['route_not_found'],
    handle({ params: { code } }) {
      if (!isProblemCode(code)) throw new Problem('route_not_found', `There is no problem "${code}".`);
      return { code, ...problems[code] };
    },
  });
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
