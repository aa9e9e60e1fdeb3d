import { describe, expect, it, test } from 'vitest';
import { decideBy, findConditionFault } from './condition.ts';

const activity = {
  id: 'p1',
  type: 'environment.push',
  environments: ['main', 'dev'],
  payload: {
    branch: 'main',
    count: 3,
    urgent: true,
    quiet: false,
    nothing: null,
    environment: { type: 'development' },
    commits: [{ message: 'Fix "it" 🎉' }, { message: 'More' }],
    'odd name': { ['__proto__x']: 1 },
  },
};

function ask(condition: string, document: unknown = activity): string | undefined {
  expect(findConditionFault(condition)).toBeUndefined();
  return decideBy(() => document)({ condition });
}

describe('a condition holds', () => {
  test.each([
    'activity.payload.branch == "main"',
    "activity.payload.branch == 'main'",
    '"main" == activity.payload.branch',
    'activity.payload["branch"] != "dev"',
    'activity.payload.count == 3.0',
    'activity.payload.count >= 3 && activity.payload.count < 4',
    'activity.payload.count > -1e3',
    'activity.payload.branch > "a"',
    'activity.payload.urgent',
    '!activity.payload.quiet',
    'activity.payload.nothing == null',
    'activity.payload.environment != null',
    'activity.payload.branch in ["dev", "main"]',
    '"dev" in activity.environments',
    '"branch" in activity.payload',
    '!("other" in activity.payload)',
    'size(activity.payload.commits) == 2',
    'size(activity.payload.commits[0].message) == 10',
    'activity.payload.commits[0].message.startsWith("Fix \\"it\\"")',
    'activity.payload.commits[0].message.endsWith("\\ud83c\\udf89")',
    'activity.payload.commits[1].message.contains("or")',
    'has(activity.payload.branch) && has(activity.payload.nothing)',
    '!has(activity.payload.deep.missing.path)',
    '!has(activity.payload.commits[2])',
    '!(activity.type == "a" || (activity.type == "b"))',
    'activity.payload.branch == activity.environments[0]',
    ' \n activity . payload\n.urgent\t',
    'activity.payload["odd name"].__proto__x == 1',
  ])('%s', (condition) => {
    expect(ask(condition)).toBeUndefined();
  });
});

describe('a condition that does not hold says what decided', () => {
  test.each([
    [
      'activity.payload.environment.type == "production" && size(activity.payload.commits) > 0',
      'activity.payload.environment.type is "development", not "production"',
    ],
    [
      'activity.payload.urgent && size(activity.payload.commits) > 5',
      'size(activity.payload.commits) is 2, not > 5',
    ],
    [
      'activity.payload.branch == "a" || activity.payload.count == 4',
      'activity.payload.branch is "main", not "a"; activity.payload.count is 3, not 4',
    ],
    ['activity.payload.branch != "main"', 'activity.payload.branch is "main"'],
    ['!(activity.payload.count > 1)', 'activity.payload.count > 1 is true'],
    ['activity.payload.quiet', 'activity.payload.quiet is false'],
    ['activity.payload.branch in ["a", "b"]', 'activity.payload.branch is "main", not in ["a", "b"]'],
    ['"x" in activity.environments', '"x" is not in activity.environments (["main", "dev"])'],
    [
      'activity.payload.branch.startsWith("rel")',
      'activity.payload.branch is "main", which does not start with "rel"',
    ],
    ['has(activity.payload.tag.name)', 'activity.payload.tag is missing'],
    [
      'activity.type == activity.payload.branch',
      'activity.type is "environment.push", not activity.payload.branch ("main")',
    ],
  ])('%s', (condition, reason) => {
    expect(ask(condition)).toBe(reason);
  });
});

describe('a condition that cannot be told does not hold, and says why', () => {
  test.each([
    ['activity.payload.tag.name == "v1"', 'activity.payload.tag is missing'],
    ['activity.payload.tag.name != "v1"', 'activity.payload.tag is missing'],
    ['!(activity.payload.tag == "v1")', 'activity.payload.tag is missing'],
    ['activity.payload.commits[2].message == "x"', 'activity.payload.commits[2] is missing'],
    ['activity.payload.commits["0"] == "x"', 'activity.payload.commits["0"] is missing'],
    ['activity.payload.branch', 'activity.payload.branch is "main", neither true nor false'],
    ['activity.payload.branch > 3', 'activity.payload.branch is "main", which cannot be compared with 3'],
    [
      'activity.payload == activity.payload.environment',
      'activity.payload is an object, which cannot be compared with activity.payload.environment (an object)',
    ],
    ['activity.payload.count.contains("3")', 'activity.payload.count is 3, no text'],
    ['size(activity.payload) > 1', 'activity.payload is an object: it has no size'],
    ['"a" in activity.payload.count', 'activity.payload.count (3) is neither a list nor an object'],
    [
      'activity.payload.commits in activity.environments',
      'activity.payload.commits is a list of 2 entries, which cannot be searched for',
    ],
  ])('%s', (condition, reason) => {
    expect(ask(condition)).toBe(reason);
  });

  it('unless another part decides: false with &&, true with ||, in any order', () => {
    expect(ask('activity.x == 1 && activity.payload.quiet')).toBe('activity.payload.quiet is false');
    expect(ask('activity.payload.quiet && activity.x == 1')).toBe('activity.payload.quiet is false');
    expect(ask('activity.x == 1 || activity.payload.urgent')).toBeUndefined();
    expect(ask('activity.payload.urgent || activity.x == 1')).toBeUndefined();
    expect(ask('activity.payload.urgent && activity.x == 1')).toBe('activity.x is missing');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'])(
    'reaches nothing that JavaScript adds: %s',
    (name) => {
      expect(ask(`activity.${name} == null`)).toBe(`activity.${name} is missing`);
      expect(ask(`has(activity.payload.commits.${name})`)).toContain('is missing');
      expect(ask(`"${name}" in activity.payload`)).toContain('is not in');
      const given = JSON.parse(`{"${name}": {"a": 1}}`) as unknown;
      expect(ask(`activity.${name}.a == 1`, given)).toBeUndefined();
    },
  );
});

test('reasons cut long texts between characters, and show no list or object whole', () => {
  const text = `${'x'.repeat(58)}🎉${'y'.repeat(1000)}`;
  const reason = ask('activity.payload == "a"', { payload: text });
  expect(reason).toBe(`activity.payload is "${'x'.repeat(58)}…", not "a"`);
  const many = { payload: Array.from({ length: 1000 }, () => 'x') };
  expect(ask('activity.payload == "a"', many)).toBe('activity.payload is a list of 1000 entries, not "a"');
});

describe('what is wrong with a text is said with its place', () => {
  test.each([
    ['activity.type = "x"', 'two values are compared with "==", at character 15'],
    ['activity.type === "x"', 'two values are compared with "==", at character 15'],
    ['activity.a & activity.b', '"and" is written "&&", at character 12'],
    ['activity.a and activity.b', '"and" is written "&&", at character 12'],
    [
      'activity.a == constructor',
      '"constructor" is not known: fields begin with "activity.", texts stand in quotes',
    ],
    ['has(__proto__)', '"__proto__" is not known: fields begin with "activity.", texts stand in quotes'],
    ['not activity.a', '"not" is written "!", at character 1'],
    [
      'payload.a == 1',
      '"payload" is not known: fields begin with "activity.", texts stand in quotes, at character 1',
    ],
    ['activity.type == push', '"push" is not known'],
    ['activity.type == "push', 'this text has no end: a quote is missing, at character 18'],
    ['activity.type == “push”', 'texts stand in plain quotes'],
    [
      'activity.type.matches("(a+)+$")',
      'there are no regular expressions: use startsWith, endsWith, contains',
    ],
    [
      'activity.payload.commits.size() > 1',
      'the size is written size(activity.payload.commits), at character 26',
    ],
    ['activity.l.all(x, x > 1)', 'all is not known: there are startsWith, endsWith, contains'],
    ['activity == 1', 'name a field of the activity, as activity.type, at character 1'],
    ['activity.a + 1 == 2', 'there is no arithmetic, at character 12'],
    ['activity.a == 1 == 1', '== is not expected here, at character 17'],
    ['(activity.a == 1) == true', '== is not expected here, at character 19'],
    ['1 == 1', 'one side must be a field of the activity'],
    ['true', 'true is neither true nor false of an activity'],
    ['activity.a > true', '"&gt;" compares'.replace('&gt;', '>')],
    ['activity.a == 9007199254740993', 'this number is too large'],
    ['activity.a == 1.5.2', 'this is no number'],
    ['activity.a == 01', 'this is no number'],
    ['activity.a[-1] == 1', 'brackets hold the number of an entry, or a name in quotes'],
    ['activity.a-b == 1', 'there is no arithmetic'],
    ['activity.a in []', '] is not expected here'],
    ['activity.a in "abc"', '"in" takes a list'],
    ['has(activity)', 'name a field'],
    ['size("a") == 1', '"a" is not expected here'],
    ['activity.a == "\\x"', '"\\x" means nothing in a text, at character 16'],
    ['activity.a.startsWith(activity.b)', 'startsWith takes a text in quotes'],
    ['(activity.a', '")" is missing, at character 12'],
    ['activity.a == ', 'something is missing at the end'],
    ['', 'something is missing at the end, at character 1'],
    ['activity.a == 1 activity.b', '"activity" is not known'],
    ['activity.in == 1', 'the name of a field is missing'],
    [`${'!'.repeat(22)}activity.a`, 'parts are nested 20 times at most'],
    [`${'('.repeat(22)}activity.a${')'.repeat(22)}`, 'parts are nested 20 times at most'],
    [`activity.${'a'.repeat(1000)}`, 'a condition has 1000 characters at most'],
  ])('%s', (condition, message) => {
    expect(findConditionFault(condition)).toContain(message);
  });

  it('in a line of several, and in a long one', () => {
    expect(findConditionFault('activity.a == 1\n  && activity.b = 2')).toBe(
      [
        'two values are compared with "==", at line 2, character 17:',
        '    && activity.b = 2',
        '                  ^',
      ].join('\n'),
    );
    const long = `${'activity.a == 1 && '.repeat(20)}activity.b = 2${' && activity.c == 1'.repeat(5)}`;
    const [, line = '', mark = ''] = findConditionFault(long)?.split('\n') ?? [];
    expect(line.length).toBeLessThan(90);
    expect(line[mark.indexOf('^')]).toBe('=');
  });
});

test('a stored condition that this version cannot read fires nothing, and says so', () => {
  const reason = decideBy(() => activity)({ condition: 'activity.a.newFunction()' });
  expect(reason).toContain('this version cannot read the condition: newFunction is not known');
});
