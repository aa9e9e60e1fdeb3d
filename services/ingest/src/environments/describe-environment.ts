import type { NamedEnvironment } from '@upshot/ledger/activities/environments';
import { isObject } from '@upshot/shared/json-object';
import { Type } from 'typebox';
import { environmentId } from '../activities/activity-schema.ts';
import type { Link } from '../http/paging/link.ts';
import { links, projectId } from '../http/schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

/** An environment as the latest activity describes it, completed with what is documented of each. */
export const environmentSchema = Type.Object(
  { id: environmentId, project: projectId, _links: links },
  { additionalProperties: true },
);

/** What activities of these types make of an environment when they succeed. */
const statusAfter: Readonly<Record<string, string>> = {
  'environment.activate': 'active',
  'environment.deactivate': 'inactive',
  'environment.pause': 'paused',
  'environment.resume': 'active',
};

/** Tells whether the latest activity has left nothing of the environment. */
export function isGone(named: NamedEnvironment): boolean {
  return named.type === 'environment.delete' && hasSucceeded(named);
}

/** Describes an environment. */
export function describeEnvironment(project: string, named: NamedEnvironment, link: Link) {
  const { name: id, type } = named;
  const href = link('projects', project, 'environments', id);
  const status = hasSucceeded(named) ? statusAfter[type] : undefined;
  return {
    ...documented(named),
    ...named.described.filter(isObject).find((described) => described['id'] === id),
    ...(status === undefined ? {} : { status }),
    id,
    project,
    _links: { self: { href }, activities: { href: `${href}/activities` } },
  };
}

function hasSucceeded({ state, result }: NamedEnvironment): boolean {
  return state === 'complete' && result !== 'failure';
}

/** The properties that clients read without asking whether they are there. */
function documented({ name, created_at: seenAt }: NamedEnvironment) {
  const isMain = name === 'main' || name === 'master';
  return {
    created_at: toTimestamp(seenAt),
    updated_at: null,
    name,
    machine_name: name,
    title: name,
    attributes: {},
    type: isMain ? 'production' : 'development',
    parent: null,
    default_domain: null,
    has_domains: false,
    clone_parent_on_create: true,
    deployment_target: 'local',
    is_pr: false,
    status: 'active',
    enable_smtp: false,
    restrict_robots: false,
    edge_hostname: '',
    deployment_state: null,
    resources_overrides: {},
    last_active_at: toTimestamp(seenAt),
    last_backup_at: null,
    is_main: isMain,
    is_dirty: false,
    has_code: true,
    head_commit: null,
    merge_info: { commits_ahead: 0, commits_behind: 0, parent_ref: null },
    has_deployment: false,
  };
}
