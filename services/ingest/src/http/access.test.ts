import { Problem } from '@upshot/shared/problem';
import { tokenScopes } from '@upshot/shared/token-scope';
import { expect, it } from 'vitest';
import { requireAccess, type Access, type Caller } from './access.ts';

const accesses = [
  'anyone',
  'member',
  'producer',
  'reader',
  'maintainer',
  'admin',
  'monitor',
  'operator',
] as const;

function may(caller: Omit<Caller, 'tokenId'>, access: Access, project?: string): boolean {
  try {
    requireAccess({ tokenId: 't', ...caller }, access, project);
    return true;
  } catch (problem) {
    if (problem instanceof Problem && problem.code === 'forbidden') return false;
    throw problem;
  }
}

it.each([
  ['producer', ['anyone', 'member', 'producer']],
  ['read', ['anyone', 'member', 'reader', 'monitor']],
  ['operate', ['anyone', 'member', 'reader', 'maintainer', 'monitor']],
  ['admin', accesses],
] as const)('a token of scope %s that is good for every project may do %j', (scope, allowed) => {
  const caller = { scope, projectId: null };
  expect(accesses.filter((access) => may(caller, access, 'p'))).toEqual(allowed);
});

it('a token of one project is good for that project only, and for no operator and no monitor', () => {
  for (const scope of tokenScopes)
    for (const access of accesses) {
      const isOfAll = access === 'operator' || access === 'monitor';
      const isAllowed = !isOfAll && may({ scope, projectId: null }, access, 'p');
      expect(may({ scope, projectId: 'p' }, access, 'p')).toBe(isAllowed);
      expect(may({ scope, projectId: 'other' }, access, 'p')).toBe(false);
      expect(may({ scope, projectId: 'p' }, access)).toBe(isAllowed);
    }
});
