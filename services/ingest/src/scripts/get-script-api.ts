import { readScriptTypes } from '@upshot/trial/script-types';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { scriptApi, scriptApiSchema } from './script-api-document.ts';

/** Answers what scripts can use, as data. */
export function getScriptApi() {
  return defineEndpoint({
    operationId: 'getScriptApi',
    summary: 'Read what scripts can use',
    description: 'Every global, and every member of what globals give, of the version of this server.',
    tag: 'integrations',
    answers: { 200: { description: 'Globals, types and Underscore.', schema: scriptApiSchema } },
    handle: () => scriptApi,
  });
}

/** Answers what scripts can use, as declarations for editors. */
export function getScriptTypes() {
  let text: string | undefined;
  return defineEndpoint({
    operationId: 'getScriptTypes',
    summary: 'Read the types of scripts',
    description: 'The file of `upshot script:types`, of the version of this server.',
    tag: 'integrations',
    answers: {
      200: { description: 'Declarations in TypeScript.', schema: Type.String(), type: 'text/plain' },
    },
    handle(_call, reply) {
      void reply.type('text/plain; charset=utf-8');
      return (text ??= readScriptTypes());
    },
  });
}
