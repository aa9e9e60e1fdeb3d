import { readFileSync } from 'node:fs';
import { sampleActivity } from '@upshot/event-types/sample-activity';
import { decideBy, findConditionFault, MAX_CONDITION } from '@upshot/shared/condition';
import { expect, test } from 'vitest';

const page = readFileSync('docs/filters.md', 'utf8');

type Edit = (activity: Record<string, unknown>, payload: Record<string, unknown>) => void;

const environment =
  (fields: object): Edit =>
  (_, payload) => {
    payload['environment'] = { ...(payload['environment'] as object), ...fields };
  };

/** For each example in its order: what makes a sample of a push match, what makes it not, and the reason. */
const cases: readonly (readonly [Edit, Edit, string])[] = [
  [
    environment({ type: 'production' }),
    environment({ type: 'development' }),
    'activity.payload.environment.type is "development", not "production"',
  ],
  [
    environment({ name: 'staging' }),
    environment({ name: 'dev' }),
    'activity.payload.environment.name is "dev", not in ["main", "staging"]',
  ],
  [
    (activity) => (activity['environments'] = ['dev', 'main']),
    (activity) => (activity['environments'] = ['dev']),
    '"main" is not in activity.environments (["dev"])',
  ],
  [
    () => undefined,
    (_, payload) => (payload['commits'] = []),
    'size(activity.payload.commits) is 0, not > 0',
  ],
  [
    (_, payload) => (payload['commits'] = [{ message: 'Fix it [deploy]' }]),
    (_, payload) => (payload['commits'] = [{ message: 'Fix it' }]),
    'activity.payload.commits[0].message is "Fix it", which does not contain "[deploy]"',
  ],
  [
    environment({ name: 'release-1' }),
    environment({ name: 'pre-release-1' }),
    'activity.payload.environment.name is "pre-release-1", which does not start with "release-"',
  ],
  [
    environment({ is_main: false, is_pr: true }),
    environment({ is_main: false, is_pr: false }),
    'activity.payload.environment.is_main is false; activity.payload.environment.is_pr is false',
  ],
  [() => undefined, (_, payload) => delete payload['user'], 'activity.payload.user is missing'],
  [
    (_, payload) => delete payload['deployment'],
    (_, payload) => (payload['deployment'] = null),
    'has(activity.payload.deployment) is true',
  ],
  [
    (_, payload) => (payload['x-priority'] = 3),
    (_, payload) => (payload['x-priority'] = 2),
    'activity.payload["x-priority"] is 2, not >= 3',
  ],
];

const examples = (/## Examples\n([^]*?)\n## /.exec(page)?.[1] ?? '')
  .split('\n')
  .flatMap((line) => /^\| `(.*?)` +\|/.exec(line)?.[1]?.replaceAll('\\|', '|') ?? []);

const edited = (edit: Edit) => {
  const activity = JSON.parse(JSON.stringify(sampleActivity('environment.push'))) as Record<string, unknown>;
  edit(activity, activity['payload'] as Record<string, unknown>);
  return activity;
};

test('docs/filters.md has ten examples', () => {
  expect(examples).toHaveLength(10);
  expect(cases).toHaveLength(10);
});

test.each(examples.map((condition, index) => [condition, index] as const))(
  'the example %s matches what it says, and tells why not',
  (condition, index) => {
    const [matching, other, reason] = cases[index] ?? [];
    if (matching === undefined || other === undefined) throw new Error('this example has no case');
    expect(findConditionFault(condition)).toBeUndefined();
    expect(decideBy(() => edited(matching))({ condition })).toBeUndefined();
    expect(decideBy(() => edited(other))({ condition })).toBe(reason);
  },
);

test('the message of a fault is as docs/filters.md shows it', () => {
  const fault = findConditionFault('activity.payload.branch = "main"') ?? '';
  expect(page).toContain(`condition ${fault}\n`);
  const limit = `${MAX_CONDITION.toLocaleString('en')} characters`;
  expect(page).toContain(limit);
});
