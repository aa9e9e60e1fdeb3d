import type { ProjectRow } from '@upshot/ledger/projects/project-row';
import { Type, type Static } from 'typebox';
import type { Link } from '../http/paging/link.ts';
import { links, projectId, timestamp, timestampOrNull } from '../http/schemas.ts';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';

/** A project as it is answered, and (without the links) as scripts see it. */
export const projectSchema = Type.Object(
  {
    id: projectId,
    title: Type.String(),
    created_at: timestamp,
    updated_at: timestampOrNull,
    _links: links,
  },
  { additionalProperties: true },
);

/** What may be written of a project: any further property becomes one of the `project` that scripts see. */
export const projectChange = Type.Object(
  { id: Type.Optional(projectId), title: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) },
  { additionalProperties: true },
);

export type ProjectChange = Static<typeof projectChange>;

/** Describes a project; its further properties cannot cover ours. */
export function describeProject({ id, title, properties, created_at, updated_at }: ProjectRow, link: Link) {
  const href = link('projects', id);
  const own = { id, created_at: toTimestamp(created_at), updated_at: toTimestampOrNull(updated_at), title };
  return {
    ...own,
    ...properties,
    ...own,
    _links: {
      self: { href },
      '#edit': { href },
      integrations: { href: `${href}/integrations` },
      activities: { href: `${href}/activities` },
      environments: { href: `${href}/environments` },
      capabilities: { href: `${href}/capabilities` },
    },
  };
}
