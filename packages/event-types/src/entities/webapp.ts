import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { anyObject, orNull } from '../schemas.ts';
import type { Stack } from './stack.ts';

/** An application as it is deployed. */
export const webappSchema = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'The runtime, as php:8.4.' }),
  size: Type.String(),
  disk: orNull(Type.Integer({ description: 'MB.' })),
  access: anyObject,
  relationships: anyObject,
  mounts: anyObject,
  timezone: orNull(Type.String()),
  variables: anyObject,
  runtime: anyObject,
  preflight: anyObject,
  web: anyObject,
  hooks: Type.Object({
    build: orNull(Type.String()),
    deploy: orNull(Type.String()),
    post_deploy: Type.Optional(orNull(Type.String())),
  }),
  crons: Type.Optional(anyObject),
});

type Webapp = Static<typeof webappSchema>;

/** Makes the deployed form of each application of a stack, by name. */
export function makeWebapps(random: Random, projectId: string, stack: Stack): Record<string, Webapp> {
  const relationships = Object.fromEntries(
    Object.keys(stack.services).map((name) => [name, { service: name, endpoint: name }]),
  );
  return Object.fromEntries(
    stack.apps.map(({ name, type }) => {
      const treeId = random.hex(40);
      const webapp = {
        resources: null,
        size: 'AUTO',
        disk: 2048,
        access: { ssh: 'contributor' },
        relationships,
        additional_hosts: {},
        mounts: {
          '/var/uploads': { source: 'local', source_path: 'uploads' },
          '/var/private': { source: 'local', source_path: 'private' },
        },
        timezone: null,
        variables: { env: { APP_ENV: 'prod', GREETING: 'Grüß Gott' } },
        firewall: null,
        initial_size: null,
        container_profile: null,
        instance_count: null,
        name,
        type,
        runtime: {},
        preflight: { enabled: true, ignored_rules: [] },
        tree_id: treeId,
        slug_id: `${projectId}-${name}-${treeId}-${random.hex(40)}`,
        app_dir: '/app',
        web: {
          locations: {
            '/': {
              root: 'public',
              expires: '1h',
              passthru: '/index',
              scripts: true,
              allow: true,
              headers: {},
              rules: { '\\.(css|js)$': { expires: '4w' } },
            },
          },
          move_to_root: false,
        },
        hooks: { build: 'set -e\n./bin/build\n', deploy: 'set -e\n./bin/migrate\n', post_deploy: null },
        crons: { newsletter: cronSpec },
      };
      return [name, webapp];
    }),
  );
}

/** How often the example's cron runs, and what it does. */
export const cronSpec = {
  spec: 'H * * * *',
  commands: { start: './bin/console newsletter:send', stop: null },
  shutdown_timeout: null,
  timeout: 86_400,
};
