import type { Variable } from '@upshot/ledger/tables';
import { Type } from 'typebox';
import type { Link } from '../http/paging/link.ts';
import { links, timestamp, timestampOrNull } from '../http/schemas.ts';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';

/** A variable as it is answered: the value of a sensitive one is left out. */
export const variableSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  attributes: Type.Record(Type.String(), Type.String()),
  value: Type.Optional(Type.String({ description: 'Left out when is_sensitive.' })),
  is_json: Type.Boolean(),
  is_sensitive: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestampOrNull,
  _links: links,
});

/** Describes a variable. */
export function describeVariable(variable: Variable, projectId: string, link: Link) {
  const { id, integration_id, name, attributes, value, is_json, is_sensitive } = variable;
  const href = link('projects', projectId, 'integrations', integration_id, 'variables', id);
  return {
    id,
    name,
    attributes,
    ...(is_sensitive || value === null ? {} : { value }),
    is_json,
    is_sensitive,
    created_at: toTimestamp(variable.created_at),
    updated_at: toTimestampOrNull(variable.updated_at),
    _links: { self: { href }, '#edit': { href }, '#delete': { href } },
  };
}
