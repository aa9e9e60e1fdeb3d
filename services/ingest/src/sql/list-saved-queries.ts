import { savedQueries } from '@upshot/ledger/reader/saved-queries';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';

/** The queries that can be run by name. */
export function listSavedQueries() {
  return defineEndpoint({
    operationId: 'listSavedQueries',
    summary: 'List saved SQL queries',
    tag: 'sql',
    answers: {
      200: {
        description: 'The pack of docs/sql.md.',
        schema: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), sql: Type.String() })),
      },
    },
    handle: () => Promise.resolve([...savedQueries]),
  });
}
