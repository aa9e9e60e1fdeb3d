import { mutantsOf } from '../mutant.ts';

const shared = 'packages/shared/src';

export const matchingMutants = [
  ...mutantsOf(
    `${shared}/integration.ts`,
    [`${shared}/integration.test.ts`],
    [
      [
        'an integration fires itself forever',
        'kind === undefined ? filter.events :',
        'filter.events.length > 0 ? filter.events :',
      ],
      [
        'activities without an environment match a name',
        "if (filter.environments.includes('*')) return undefined;",
        'if (environments.length === 0) return undefined;',
      ],
      [
        'an activity is excluded for one of its environments',
        '!environments.every(isExcluded)',
        '!environments.some(isExcluded)',
      ],
      [
        'activities without an environment are excluded',
        'if (environments.length === 0 || filter',
        'if (filter',
      ],
      [
        'a pending activity must have succeeded',
        "if (result === null && filter.result === 'success'",
        "if (filter.result === ''",
      ],
      ['a cancelled activity has succeeded', " && state !== 'cancelled'", ''],
      ['results are not compared', '|| result === filter.result', "|| filter.result !== '*'"],
      [
        'states are not compared',
        'if (listMatches(filter.states, state)) return undefined;',
        'if (filter.states.length > 0) return undefined;',
      ],
      ['a paused integration matches', ' ?? skippedByPause(filter)', ''],
      [
        'a pause hides other reasons',
        'skippedByEvents(filter, activity) ??',
        'skippedByPause(filter) ?? skippedByEvents(filter, activity) ??',
      ],
    ],
  ),
  ...mutantsOf(
    `${shared}/glob.ts`,
    [`${shared}/glob.test.ts`],
    [
      ['a star needs a character', 'resume = t;', 'resume = ++t;'],
      ['a pattern matches the beginning of a text', 'return p === pattern.length;', 'return true;'],
      ['a star stands for as little as it can', 't = ++resume;', 'return false;'],
      ['stars at the end need text', "while (pattern[p] === '*') p++;", ''],
    ],
  ),
] as const;
