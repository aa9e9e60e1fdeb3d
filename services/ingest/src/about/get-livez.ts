import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';

/** Answers whenever the process can answer at all. */
export function getLivez() {
  return defineEndpoint({
    operationId: 'getLivez',
    summary: 'Is the process alive?',
    tag: 'service',
    answers: { 200: { description: 'It is.', schema: Type.Object({ status: Type.Literal('ok') }) } },
    handle: () => ({ status: 'ok' }),
  });
}
