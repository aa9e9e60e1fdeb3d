import { expect, test } from 'vitest';
import { unprivilegedAccount } from './runner.ts';

const root = 'root:x:0:0:root:/root:/bin/bash';
const daemon = 'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin';
const nobodyLine = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin';
const person = 'kim:x:1000:1000::/home/kim:/bin/sh';

test.each([
  ['nobody', [root, daemon, person, nobodyLine], 65_534],
  ['the first person without such an account', [root, daemon, person], 1000],
  ['any account but root otherwise', [root, daemon], 1],
])('%s is the account without privileges', (_, accounts, uid) => {
  expect(unprivilegedAccount(accounts.join('\n'))).toEqual({ uid, gid: uid });
});

test('a machine with root alone is told what to do', () => {
  expect(() => unprivilegedAccount(root)).toThrow('useradd upshot');
});
