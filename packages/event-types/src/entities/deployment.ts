import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { anyObject, orNull, timestamp } from '../schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { Environment } from './environment.ts';
import { projectCapabilities, projectSettings } from './project-settings.ts';
import type { Project } from './project.ts';
import { makeRoutes, routeSchema } from './route.ts';
import type { Stack } from './stack.ts';
import { subscriptionSchema } from './subscription.ts';
import { deployedVariableSchema, makeDeployedVariables } from './variable.ts';
import { makeWebapps, webappSchema } from './webapp.ts';

/** What runs in an environment. What only newer activities have is optional. */
export const deploymentSchema = Type.Object({
  id: Type.String(),
  created_at: Type.Optional(timestamp),
  updated_at: Type.Optional(orNull(timestamp)),
  fingerprint: Type.Optional(Type.String()),
  cluster_name: Type.Optional(Type.String()),
  project_info: Type.Optional(anyObject),
  environment_info: Type.Optional(anyObject),
  deployment_target: Type.Optional(Type.String()),
  vpn: Type.Optional(orNull(anyObject)),
  http_access: Type.Optional(
    Type.Object({ is_enabled: Type.Boolean(), addresses: Type.Array(Type.Unknown()), basic_auth: anyObject }),
  ),
  enable_smtp: Type.Optional(Type.Boolean()),
  restrict_robots: Type.Optional(Type.Boolean()),
  variables: Type.Optional(Type.Array(deployedVariableSchema)),
  access: Type.Optional(Type.Array(Type.Object({ entity_id: Type.String(), role: Type.String() }))),
  subscription: Type.Optional(subscriptionSchema),
  services: Type.Record(Type.String(), Type.Object({ type: Type.String() })),
  routes: Type.Record(Type.String(), routeSchema, { description: 'By URL.' }),
  webapps: Type.Record(Type.String(), webappSchema, { description: 'Applications, by name.' }),
  workers: anyObject,
  container_profiles: Type.Optional(anyObject),
});

export type Deployment = Static<typeof deploymentSchema>;

/** Makes what runs in an environment after a deployment at `at`. */
export function makeDeployment(random: Random, { project, environment, stack, at }: Deployed): Deployment {
  return {
    id: 'current',
    created_at: environment.created_at,
    updated_at: toTimestamp(at),
    fingerprint: random.hex(64),
    cluster_name: `${project.id}-${environment.machine_name}`,
    project_info: {
      title: project.title,
      name: project.id,
      namespace: project.namespace,
      organization: project.organization,
      capabilities: projectCapabilities,
      settings: projectSettings,
    },
    environment_info: describeEnvironment(project, environment),
    deployment_target: 'local',
    vpn: null,
    http_access: { is_enabled: true, addresses: [], basic_auth: {} },
    enable_smtp: environment.enable_smtp,
    restrict_robots: environment.restrict_robots,
    variables: makeDeployedVariables(),
    access: [{ entity_id: project.owner, role: 'admin' }],
    subscription: project.subscription,
    services: makeServices(stack),
    routes: makeRoutes(random, environment, stack.apps[0]?.name ?? 'app'),
    webapps: makeWebapps(random, project.id, stack),
    workers: {},
    container_profiles: {},
  };
}

/** What is deployed, and when. */
interface Deployed {
  readonly project: Project;
  readonly environment: Environment;
  readonly stack: Stack;
  readonly at: number;
}

function describeEnvironment(project: Project, { name, machine_name, type, is_main, status }: Environment) {
  return {
    name,
    status,
    is_main,
    is_production: type === 'production',
    reference: `refs/heads/${name}`,
    machine_name,
    environment_type: type,
    links: { '#ui': { href: `https://console.example/office/${project.id}/${encodeURIComponent(name)}` } },
  };
}

function makeServices({ services }: Stack): Deployment['services'] {
  return Object.fromEntries(
    Object.entries(services).map(([name, type]) => {
      const service = { type, size: 'AUTO', disk: 1024, access: {}, configuration: {}, relationships: {} };
      return [name, service];
    }),
  );
}
