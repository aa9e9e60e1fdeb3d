import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { schemaOf } from './activity-schema.ts';
import { eventTypeNames, eventTypes, isEventTypeName, type EventTypeName } from './catalogue.ts';
import type { EventType } from './event-type.ts';
import { sampleActivity } from './sample-activity.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const compiled = new Map<EventTypeName, ValidateFunction>();

/** What a strict JSON Schema validator finds wrong with an activity; undefined when nothing is. */
function findFault(name: EventTypeName, activity: unknown): string | undefined {
  const validate =
    compiled.get(name) ?? ajv.compile(structuredClone(JSON.parse(JSON.stringify(schemaOf(name)))) as object);
  compiled.set(name, validate);
  return validate(activity) ? undefined : ajv.errorsText(validate.errors);
}

/** The documented types of Platform.sh; groups as `prefix: endings`. */
const documented = `
project: create modify.title clear_build_cache metrics.enable metrics.update metrics.disable
project.variable: create update delete
project.domain: create update delete
environment: access.add access.remove activate alert backup backup.delete branch certificate.renewal cron deactivate
environment: delete deploy initialize merge merge-pr operation pause push redeploy resources.update restore resume
environment: source-operation subscription.update synchronize task
environment.update: http_access privileged_configuration restrict_robots smtp
environment.domain: create update delete
environment.route: create update delete
environment.variable: create update delete
environment.version: create update delete
environment_type.access: create update delete
integration: bitbucket.fetch bitbucket.register_hooks bitbucket_server.fetch bitbucket_server.register_hooks
integration: github.fetch gitlab.fetch health.email health.pagerduty health.slack health.webhook script webhook
maintenance: upgrade`;

test('the catalogue has exactly the types that Platform.sh documents', () => {
  const names = documented
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [prefix = '', endings = ''] = line.split(': ');
      return endings.split(' ').map((ending) => `${prefix}.${ending}`);
    });
  expect(eventTypeNames).toEqual(names.toSorted());
});

test('exactly the old types are deprecated, each with a note on what came instead', () => {
  const notes = Object.entries<EventType>(eventTypes).filter(
    ([, { deprecated }]) => deprecated !== undefined,
  );
  expect(notes.map(([name]) => name).toSorted()).toEqual([
    'environment.access.add',
    'environment.access.remove',
    'project.domain.create',
    'project.domain.delete',
    'project.domain.update',
  ]);
  for (const [, { deprecated }] of notes) expect(deprecated).toMatch(/see environment[\w.]*\.\*\.$/);
});

test.each(eventTypeNames)(
  '%s has a title, one sentence, and samples that fit its schema in every state',
  (name) => {
    const { title, description }: EventType = eventTypes[name];
    expect(title).toMatch(/^\S.*[^.]$/);
    expect(description).toMatch(/^\S.{20,}\.$/);
    const samples = [
      sampleActivity(name),
      sampleActivity(name, { result: 'failure' }),
      ...(['pending', 'in_progress', 'cancelled', 'scheduled', 'staged'] as const).map((state) =>
        sampleActivity(name, { state }),
      ),
    ];
    for (const sample of samples) expect(findFault(name, sample)).toBeUndefined();
    expect(
      findFault(name, {
        ...sampleActivity(name),
        extra: 1,
        payload: { ...sampleActivity(name).payload, extra: 1 },
      }),
    ).toBeUndefined();
  },
);

test.each(['environment.push-2017', 'environment.push-2026', 'environment.cron'])(
  'the real activity %s fits the schema of its type',
  async (file) => {
    const url = new URL(`../../../test/fixtures/activities/${file}.json`, import.meta.url);
    const activity = JSON.parse(await readFile(url, 'utf8')) as { type: EventTypeName };
    expect(findFault(activity.type, activity)).toBeUndefined();
  },
);

test.each([
  ['type', { type: 'environment.cron' }],
  ['state', { state: 'done' }],
  ['created_at', { created_at: 'yesterday' }],
  ['completion_percent', { completion_percent: 101 }],
  ['payload', { payload: { user: { id: 7 } } }],
])('the schema refuses a wrong %s', (field, wrong) => {
  expect(findFault('environment.push', { ...sampleActivity('environment.push'), ...wrong })).toContain(field);
});

test('what an object inherits is no event type', () => {
  expect(['__proto__', 'constructor', 'toString', ''].filter(isEventTypeName)).toEqual([]);
});
