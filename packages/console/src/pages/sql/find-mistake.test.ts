import { expect, it } from 'vitest';
import { ApiProblem } from '../../api/problem.ts';
import { describePlace, findMistake } from './find-mistake.ts';

const refused = (detail: string) => new ApiProblem(400, 'The query was refused', detail);

it('finds the word that PostgreSQL names, counted in code points', () => {
  const query = "select '🎉',\n  nowhere";
  const [mistake] = findMistake(query, refused('column "nowhere" does not exist (at character 15). Hint'));
  expect(mistake === undefined ? undefined : query.slice(mistake.from, mistake.to)).toBe('nowhere');
  expect(describePlace(query, mistake?.from ?? 0)).toBe('line 2, column 3');
});

it('finds none where no place is named, or behind the end', () => {
  expect(findMistake('select 1', refused('permission denied'))).toEqual([]);
  expect(findMistake('select', refused('syntax error at end of input (at character 7)'))).toMatchObject([
    { from: 6, to: 6 },
  ]);
});
