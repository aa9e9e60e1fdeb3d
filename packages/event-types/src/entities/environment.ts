import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { anyObject, commitSha, orNull, timestamp } from '../schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

const environmentTypes = ['production', 'staging', 'development'] as const;

/** An environment as it is when the activity is described. What only newer activities have is optional. */
export const environmentSchema = Type.Object({
  id: Type.String(),
  created_at: timestamp,
  updated_at: orNull(timestamp),
  name: Type.String(),
  machine_name: Type.String({ description: 'The name and a hash: main-abcd123.' }),
  title: Type.String(),
  attributes: Type.Optional(anyObject),
  type: Type.Optional(Type.Enum([...environmentTypes])),
  parent: orNull(Type.String()),
  default_domain: Type.Optional(orNull(Type.String())),
  has_domains: Type.Optional(Type.Boolean()),
  clone_parent_on_create: Type.Boolean(),
  deployment_target: Type.String(),
  is_pr: Type.Optional(Type.Boolean()),
  status: Type.Enum(['active', 'inactive', 'paused', 'dirty', 'deleting']),
  enable_smtp: Type.Boolean(),
  restrict_robots: Type.Boolean(),
  edge_hostname: Type.Optional(Type.String()),
  deployment_state: Type.Optional(
    orNull(
      Type.Object({
        last_deployment_successful: Type.Boolean(),
        last_deployment_at: orNull(timestamp),
        crons: Type.Object({ enabled: Type.Boolean(), status: Type.String() }),
      }),
    ),
  ),
  resources_overrides: Type.Optional(anyObject),
  last_active_at: Type.Optional(orNull(timestamp)),
  last_backup_at: Type.Optional(orNull(timestamp)),
  project: Type.String(),
  is_main: Type.Boolean(),
  is_dirty: Type.Boolean(),
  has_code: Type.Boolean(),
  head_commit: orNull(commitSha),
  merge_info: Type.Optional(
    Type.Object({
      commits_ahead: orNull(Type.Integer()),
      commits_behind: orNull(Type.Integer()),
      parent_ref: orNull(Type.String()),
    }),
  ),
  has_deployment: Type.Optional(Type.Boolean()),
});

export type Environment = Static<typeof environmentSchema>;

/** What distinguishes one environment of a project from another. */
export interface EnvironmentIdentity {
  readonly name: string;
  readonly title: string;
  readonly type: (typeof environmentTypes)[number];
}

/** Makes an active environment of a project, with code that was deployed in the weeks before `at`. */
export function makeEnvironment(
  random: Random,
  { name, title, type }: EnvironmentIdentity,
  { projectId, region, at }: { projectId: string; region: string; at: number },
): Environment {
  const isMain = type === 'production';
  const machineName = `${name}-${random.id().slice(0, 7)}`;
  const ago = (days: number) => toTimestamp(at - random.seconds(1, days * 24 * 3600) * 1000);
  return {
    id: name,
    created_at: toTimestamp(at - random.integer(60, 700) * 24 * 3600 * 1000),
    updated_at: ago(7),
    name,
    machine_name: machineName,
    title,
    attributes: {},
    type,
    parent: isMain ? null : 'main',
    default_domain: null,
    has_domains: false,
    clone_parent_on_create: true,
    deployment_target: 'local',
    is_pr: false,
    status: 'active',
    enable_smtp: isMain,
    restrict_robots: true,
    edge_hostname: `${machineName}-${projectId}.${region}`,
    deployment_state: {
      last_deployment_successful: true,
      last_deployment_at: ago(7),
      crons: { enabled: true, status: isMain ? 'running' : 'sleeping' },
    },
    resources_overrides: {},
    last_active_at: ago(1),
    last_backup_at: isMain ? ago(1) : null,
    project: projectId,
    is_main: isMain,
    is_dirty: false,
    has_code: true,
    head_commit: random.hex(40),
    merge_info: {
      commits_ahead: isMain ? 0 : random.integer(0, 9),
      commits_behind: isMain ? 0 : random.integer(0, 4),
      parent_ref: isMain ? null : 'refs/heads/main',
    },
    has_deployment: true,
  };
}
