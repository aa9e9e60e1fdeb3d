import { expect, test } from 'vitest';
import { isMailbox, parseMailboxes, resolveRecipients } from './mailbox.ts';

test.each(['a@b.example', "o'neil+x@mail.example.org", 'root@localhost'])('%s is a mailbox', (text) => {
  expect(isMailbox(text)).toBe(true);
});

test.each([
  'a@b.example\r\nBcc: c@d.example',
  'a@b.example\n',
  'Name <a@b.example>',
  'a@b.example,c@d.example',
  '"a b"@c.example',
  '@b.example',
  'a@',
  'a@-b.example',
  `${'a'.repeat(65)}@b.example`,
])('%j is none', (text) => {
  expect(isMailbox(text)).toBe(false);
});

test('groups stand for the addresses of the settings, each address once', () => {
  const groups = { '#admins': ['a@x.example', 'b@x.example'], '#viewers': [] };
  expect(resolveRecipients(['b@x.example', '#admins', '#viewers'], groups)).toEqual([
    'b@x.example',
    'a@x.example',
  ]);
});

test('the first text that is not an address is named', () => {
  expect(() => parseMailboxes('a@x.example, no-address')).toThrow('it holds "no-address"');
});
