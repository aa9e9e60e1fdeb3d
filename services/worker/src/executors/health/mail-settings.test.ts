import { expect, test } from 'vitest';
import { mailSettings, parseSmtpUrl } from './mail-settings.ts';

test('a mail server with a bare % in its password is refused, without showing it', () => {
  const parse = (url: string) => () => parseSmtpUrl(url);
  expect(parse('smtp://u:100%pure@mail.example')).toThrow(/%25/);
  expect(parse('smtp://u:100%pure@mail.example')).not.toThrow(/pure/);
  expect(parse('smtp://u:100%25pure@mail.example')).not.toThrow();
});

test('mail is sent only where a mail server is set', () => {
  expect(mailSettings({ mailFrom: 'a@b' })).toBeUndefined();
  expect(mailSettings({ mailFrom: 'a@b', smtpUrl: 'smtp://mail', mailAdmins: ['c@d'] })).toEqual({
    smtpUrl: 'smtp://mail',
    from: 'a@b',
    groups: { '#admins': ['c@d'], '#viewers': [] },
  });
});
