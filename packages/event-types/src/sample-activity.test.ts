import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventTypeNames, eventTypes, type EventTypeName } from './catalogue.ts';
import { sampleActivity } from './sample-activity.ts';

const deploying = eventTypeNames.filter((name) => eventTypes[name].deploys === true);

test.each(['pending', 'scheduled', 'staged'] as const)('in state %s nothing has begun', (state) => {
  const sample = sampleActivity('environment.push', { state });
  expect(sample).toMatchObject({
    state,
    result: null,
    log: null,
    started_at: null,
    completed_at: null,
    completion_percent: 0,
    timings: {},
  });
  expect(sample.payload).not.toHaveProperty('deployment');
});

test('what is in progress has started and waited, and has no log, result or deployment', () => {
  const sample = sampleActivity('environment.push', { state: 'in_progress' });
  expect(sample).toMatchObject({ result: null, log: null, completed_at: null, timings: { wait: 0 } });
  expect(sample.started_at).not.toBeNull();
  expect(sample.completion_percent).toBeGreaterThan(0);
  expect(sample.completion_percent).toBeLessThan(100);
  expect(sample.payload).not.toHaveProperty('deployment');
});

test('what succeeded has a log, timings that add up, and commands that went well', () => {
  const sample = sampleActivity('environment.push');
  expect(sample).toMatchObject({ result: 'success', failure_reason: null, completion_percent: 100 });
  const { wait = 0, execute = 0, ...steps } = sample.timings ?? {};
  expect(wait).toBe(0);
  expect(Object.keys(steps)).toEqual(['parse_commits', 'build', 'deploy']);
  expect(execute).toBeCloseTo(
    Object.values(steps).reduce((sum, step) => sum + step, 0),
    3,
  );
  const tookMs = Date.parse(sample.completed_at ?? '') - Date.parse(sample.started_at ?? '');
  expect(tookMs / 1000).toBeGreaterThanOrEqual(execute);
  expect(sample.log).toContain('Building application');
  expect(sample.commands?.length).toBeGreaterThan(0);
  expect(sample.commands?.every(({ exit_code }) => exit_code === 0)).toBe(true);
});

test('what failed says why, in the log and in the commands', () => {
  const push = sampleActivity('environment.push', { result: 'failure' });
  expect(push).toMatchObject({ result: 'failure', failure_reason: 'shell', completion_percent: 100 });
  expect(push.log).toContain('exit code 1');
  expect(push.commands?.at(-1)).toMatchObject({ exit_code: 1 });
  expect(sampleActivity('project.modify.title', { result: 'failure' })).toMatchObject({
    failure_reason: 'error',
  });
});

test('what was cancelled has failed, and never completed', () => {
  const sample = sampleActivity('environment.push', { state: 'cancelled' });
  expect(sample).toMatchObject({ result: 'failure', completed_at: null });
  expect(sample.cancelled_at).not.toBeNull();
});

test.each(deploying)('%s has the deployment exactly when it is complete', (name) => {
  expect(sampleActivity(name).payload).toHaveProperty('deployment.webapps');
  expect(sampleActivity(name, { result: 'failure' }).payload).toHaveProperty('deployment.webapps');
  expect(sampleActivity(name, { state: 'in_progress' }).payload).not.toHaveProperty('deployment');
});

test.each(eventTypeNames)('%s is the same in every state, but for what the state says', (name) => {
  const [pending, complete] = [sampleActivity(name, { state: 'pending' }), sampleActivity(name)];
  for (const field of ['id', 'type', 'created_at', 'parameters', 'environments', 'text'] as const) {
    expect(pending[field]).toEqual(complete[field]);
  }
  expect(complete.payload).toMatchObject(pending.payload);
});

test.each([
  ['environment.push', /^\S.* pushed to \S/],
  ['environment.redeploy', / redeployed environment /],
  ['environment.cron', /^Upshot Bot ran cron \*\*newsletter\*\*$/],
  ['environment.synchronize', / synchronized .*'s \*\*(data|code|code and data)\*\* from Main$/],
  ['environment.variable.create', / created variable \S+ on environment /],
  ['environment.branch', / branched .* from Main$/],
  ['environment.merge', / merged .* into Main$/],
  ['integration.script', /^Running activity script$/],
  ['integration.github.fetch', /^Fetching from https:/],
] as const)('%s reads as the original writes it', (name, text) => {
  expect(sampleActivity(name).text).toMatch(text);
});

test('activities of an environment name it; those of the project and of integrations name none', () => {
  for (const name of eventTypeNames) {
    const { environments, integration } = sampleActivity(name);
    expect(environments).toHaveLength(name.startsWith('environment.') ? 1 : 0);
    expect(typeof integration).toBe(name.startsWith('integration.') ? 'string' : 'undefined');
  }
});

test('scripts that look for parameters.environment or parameters.into find the environment', () => {
  const other = ['environment.merge', 'environment.merge-pr', 'environment.synchronize'];
  for (const name of eventTypeNames.filter((name) => name.startsWith('environment.'))) {
    const { parameters, environments = [] } = sampleActivity(name);
    expect(parameters[other.includes(name) ? 'into' : 'environment']).toBe(environments[0]);
  }
});

test('only a variable that is not sensitive shows its value', () => {
  const { payload } = sampleActivity('environment.push');
  const { variables } = payload['deployment'] as { variables: { is_sensitive: boolean; value?: string }[] };
  expect(variables.map(({ is_sensitive }) => is_sensitive)).toContain(true);
  for (const { is_sensitive, value } of variables) expect(value === undefined).toBe(is_sensitive);
});

test('a sample has what the real activity of its type has', async () => {
  for (const name of ['environment.push', 'environment.cron'] as const) {
    const file = name === 'environment.push' ? 'environment.push-2026' : name;
    const real = await readReal(file);
    expect(missingPaths(real, sampleActivity(name as EventTypeName))).toEqual([]);
  }
});

async function readReal(file: string): Promise<Record<string, unknown>> {
  const url = new URL(`../../../test/fixtures/activities/${file}.json`, import.meta.url);
  return JSON.parse(await readFile(url, 'utf8')) as Record<string, unknown>;
}

/** Maps whose keys are names and URLs of that one project, and switches of that one platform. */
const namedByUsers = ['routes', 'webapps', 'services', 'settings', 'mounts', 'crons', 'locations'];

/** The fields of `real` that `made` lacks, as paths. */
function missingPaths(real: unknown, made: unknown, path = ''): string[] {
  if (typeof real !== 'object' || real === null || Array.isArray(real)) return [];
  if (namedByUsers.some((name) => path.endsWith(`.${name}`))) return [];
  const fields = (made ?? {}) as Record<string, unknown>;
  return Object.entries(real).flatMap(([name, value]) =>
    Object.hasOwn(fields, name) ? missingPaths(value, fields[name], `${path}.${name}`) : [`${path}.${name}`],
  );
}
