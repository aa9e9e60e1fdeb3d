import { expect, test } from 'vitest';
import { linkActivity } from './link-activity.ts';

const link = (...parts: string[]) => `/${parts.join('/')}`;

test.each([
  ['{"id":"a","n":12345678901234567890,"f":1.10}', '"n":12345678901234567890,"f":1.10'],
  ['{"id":"a","n":12345678901234567890,"_links":{"mine":1}}', '"n":12345678901234567890'],
])('an activity gets its links, and its numbers keep their digits: %s', (body, numbers) => {
  const linked = linkActivity({ id: 'a', project_id: 'p', body } as Parameters<typeof linkActivity>[0], link);
  expect(linked).toContain(numbers);
  expect(JSON.parse(linked)).toMatchObject({ _links: { self: { href: '/projects/p/activities/a' } } });
  expect(linked).not.toContain('mine');
});
