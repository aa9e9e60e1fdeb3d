import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commonSettings } from './common-settings.ts';
import { ConfigFault } from './config-fault.ts';
import { readConfig } from './config.ts';
import { forgetSecrets } from './forget-secrets.ts';
import { describeUnknownNames } from './unknown-names.ts';

const valid = { DATABASE_URL: 'postgres://u:hidden@db/upshot', REDIS_URL: 'rediss://:hidden@cache:6380' };

function mistakesOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(commonSettings, environment);
    return [];
  } catch (fault) {
    if (fault instanceof ConfigFault) return fault.lines;
    throw fault;
  }
}

test('valid URLs are accepted, a socket directory as host included', () => {
  expect(mistakesOf(valid)).toEqual([]);
  expect(mistakesOf({ ...valid, DATABASE_URL: 'postgres:///upshot?host=/run/postgresql' })).toEqual([]);
});

test('each mistake has one line, and no line holds a secret', () => {
  const lines = mistakesOf({
    DATABASE_URL: 'mysql://u:hidden@db/upshot',
    REDIS_URL: 'cache:6379?hidden',
    UPSHOT_QUEUE_PREFIX: 'a b',
    LOG_LEVEL: 'loud',
  });
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'DATABASE_URL',
    'REDIS_URL',
    'UPSHOT_QUEUE_PREFIX',
    'LOG_LEVEL',
  ]);
  expect(lines.join('\n')).not.toContain('hidden');
});

test.each([
  ['postgres://', /name a host/],
  ['no url', /must be a URL/],
  ['redis://db', /must begin with postgres:\/\/ or postgresql:\/\//],
])('DATABASE_URL is refused as %s', (url, reason) => {
  expect(mistakesOf({ ...valid, DATABASE_URL: url })).toEqual([expect.stringMatching(reason)]);
});

test('a secret is read from the file that its _FILE variable names', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'upshot-secret-')), 'url');
  writeFileSync(path, `${valid.DATABASE_URL}\n`);
  const { REDIS_URL } = valid;
  expect(readConfig(commonSettings, { REDIS_URL, DATABASE_URL_FILE: path }).databaseUrl).toBe(
    valid.DATABASE_URL,
  );
  expect(mistakesOf({ ...valid, DATABASE_URL_FILE: path })).toEqual([expect.stringContaining('both set')]);
  expect(mistakesOf({ REDIS_URL, DATABASE_URL_FILE: `${path}.missing` })).toEqual([
    expect.stringContaining('ENOENT'),
  ]);
});

test('secrets leave the environment once they are read, and nothing else does', () => {
  const environment = { ...valid, LOG_LEVEL: 'debug' };
  forgetSecrets(commonSettings, environment);
  expect(environment).toEqual({ LOG_LEVEL: 'debug' });
});

test('a misspelt name is reported with the nearest, and known names of other services are not', () => {
  const environment = {
    UPSHOT_SECRT_KEY: 'x',
    UPSHOT_LANES: '1',
    UPSHOT_MAX_BODY_BYTES: '1',
    UPSHOT_TOKEN: 'x',
  };
  expect(describeUnknownNames(environment)).toEqual([
    'UPSHOT_SECRT_KEY is not a setting: did you mean UPSHOT_SECRET_KEY?',
  ]);
  expect(mistakesOf(environment)).toContain(describeUnknownNames(environment)[0]);
  expect(describeUnknownNames({ UPSHOT_INGEST_SERVICE_HOST: '10.0.0.1' })).toEqual([]);
});
