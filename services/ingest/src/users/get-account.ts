import type { Database } from '@upshot/ledger/connect';
import { listProjectReferences, type ProjectReference } from '@upshot/ledger/projects/find';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { describeUser, userSchema } from './describe-user.ts';
import { describeProjectReference, projectReferenceSchema } from './project-reference.ts';
import { requireCaller } from './require-caller.ts';

const stubSchema = Type.Object({
  ...projectReferenceSchema.properties,
  name: Type.String(),
  owner: Type.String(),
  region_label: Type.String(),
  endpoint: Type.String({ description: 'The whole address of the project.' }),
  uri: Type.String(),
});

const accountSchema = Type.Object({
  ...userSchema.properties,
  uuid: Type.String(),
  mail: Type.String(),
  display_name: Type.String(),
  projects: Type.Array(stubSchema),
  ssh_keys: Type.Array(Type.Unknown()),
  roles: Type.Array(Type.Unknown()),
  teams: Type.Array(Type.Unknown()),
  organizations: Type.Array(Type.Unknown()),
});

/** Answers the caller with its projects, as clients of Platform.sh ask before anything else. */
export function getAccount(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getAccount',
    summary: 'Read the caller and its projects',
    description: 'For clients of Platform.sh. `GET /api/projects` says more of each project.',
    tag: 'users',
    answers: { 200: { description: 'The caller.', schema: accountSchema } },
    async handle({ caller: called, request }) {
      const caller = requireCaller(called);
      const [user, projects] = await Promise.all([
        describeUser(database, caller, link),
        listProjectReferences(database, caller.projectId ?? undefined),
      ]);
      return {
        ...user,
        uuid: user.id,
        mail: user.email,
        display_name: user.first_name,
        projects: projects.map((project) => describeStub(project, link, request)),
        ssh_keys: [],
        roles: [],
        teams: [],
        organizations: [],
      };
    },
  });
}

/** The same at the address that later clients use. */
export function getPlatformAccount(database: Database, link: Link) {
  return {
    ...getAccount(database, link),
    operationId: 'getPlatformAccount',
    summary: 'Read the caller and its projects, as later clients do',
  };
}

/** Clients take the endpoint as it is, so that it must be whole. */
function describeStub(project: ProjectReference, link: Link, { protocol, host }: FastifyRequest) {
  const reference = describeProjectReference(project);
  const endpoint = new URL(link('projects', project.id), `${protocol}://${host}`).href;
  const { region } = reference;
  return { ...reference, name: project.id, owner: '', region_label: region, endpoint, uri: endpoint };
}
