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

test('wrong mail settings are named, and no password with them', () => {
  expect(() => parseMailboxes('UPSHOT_MAIL_ADMINS', 'a@x.example, no-address')).toThrow(
    /UPSHOT_MAIL_ADMINS.*"no-address"/,
  );
});
