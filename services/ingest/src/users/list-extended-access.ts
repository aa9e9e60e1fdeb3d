import type { Database } from '@upshot/ledger/connect';
import { listProjectReferences } from '@upshot/ledger/projects/find';
import type { TokenScope } from '@upshot/shared/token-scope';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { links, ownId, timestamp } from '../http/schemas.ts';
import { describeProjectReference, projectReferenceSchema } from './project-reference.ts';
import { requireCaller } from './require-caller.ts';

const ignored = Type.Optional(Type.Unknown({ description: 'Ignored: clients of Platform.sh send it.' }));

const accessSchema = Type.Object({
  user_id: Type.String(),
  resource_id: Type.String(),
  resource_type: Type.Literal('project'),
  organization_id: Type.String(),
  permissions: Type.Array(Type.String()),
  granted_at: timestamp,
  updated_at: timestamp,
});

/** Lists the projects that the caller may see, as the command line of Platform.sh reads them. */
export function listExtendedAccess(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listExtendedAccess',
    summary: 'List what the caller may see',
    description: 'One entry for each project, and the projects under `ref:projects`. There are no pages.',
    tag: 'users',
    params: Type.Object({ user: ownId }),
    query: Type.Object({
      'filter[resource_type]': Type.Optional(
        Type.String({ description: 'Anything but project has no entries.' }),
      ),
      'filter[organization_id]': ignored,
      'filter[permissions]': ignored,
      'page[size]': ignored,
      'page[after]': ignored,
      'page[before]': ignored,
      sort: ignored,
    }),
    answers: {
      200: {
        description: 'The access.',
        schema: Type.Object({
          items: Type.Array(accessSchema),
          'ref:projects': Type.Record(Type.String(), projectReferenceSchema),
          _links: links,
        }),
      },
    },
    async handle({ params, query, caller: called }) {
      const { tokenId, scope, projectId } = requireCaller(called, params.user);
      const isWanted = (query['filter[resource_type]'] ?? 'project') === 'project';
      const projects = isWanted ? await listProjectReferences(database, projectId ?? undefined) : [];
      const references = projects.map(describeProjectReference);
      return {
        items: references.map((reference) => describeAccess(tokenId, scope, reference)),
        'ref:projects': Object.fromEntries(references.map((reference) => [reference.id, reference])),
        _links: { self: { href: link('users', tokenId, 'extended-access') } },
      };
    },
  });
}

type Reference = ReturnType<typeof describeProjectReference>;

function describeAccess(tokenId: string, scope: TokenScope, reference: Reference) {
  return {
    user_id: tokenId,
    resource_id: reference.id,
    resource_type: 'project' as const,
    organization_id: reference.organization_id,
    permissions: [scope === 'admin' ? 'admin' : 'viewer'],
    granted_at: reference.created_at,
    updated_at: reference.created_at,
  };
}
