import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import type { Setting } from '@upshot/runtime/config';
import { parseKeyRing } from '@upshot/secrets/seal';
import { describe, expect, test } from 'vitest';
import { ingestSettings } from '../../services/ingest/src/settings.ts';
import { workerSettings } from '../../services/worker/src/settings.ts';
import { migrateSettings } from '@upshot/ledger/migrate-settings';
import { composeText, readComposeFile, readObservabilityFile } from './compose-file.ts';
import { makeSecrets, readSecrets } from './make-secrets.ts';

const compose = readComposeFile({});
const services = Object.entries(compose.services);

describe('the Compose file', () => {
  test('holds no secret, and gives none by the environment: each is a file', () => {
    const named = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secrets = named.filter(([name]) => /PASSWORD|SECRET|TOKEN|KEY|_URL/.test(name));
    const plain = secrets.filter(([name]) => !name.endsWith('_FILE'));
    expect(secrets.length).toBeGreaterThan(10);
    const names = plain.map(([name]) => name);
    expect(names.filter((name) => !/^UPSHOT_(PUBLIC|TRACE)_URL$/.test(name))).toEqual([]);
    expect(composeText).not.toMatch(/:\/\/\w*:[^@\s]+@/);
    expect(composeText).not.toMatch(/\$\{\w*(?:PASSWORD|SECRET|TOKEN|KEY)/);
  });

  test.each([
    ['migrate', migrateSettings],
    ['ingest', ingestSettings],
    ['worker', workerSettings],
  ] as const)('gives %s a file for every secret that it can have', (name, settings) => {
    const all: readonly Setting[] = Object.values(settings);
    const secret = all.filter((setting) => setting.secret === true);
    const files = Object.keys(compose.services[name]?.environment ?? {}).filter((env) =>
      env.endsWith('_FILE'),
    );
    expect(files.toSorted()).toEqual(secret.map(({ env }) => `${env}_FILE`).toSorted());
  });

  test.each(services)('lets %s read the secrets that it uses, and no other one', (_name, service) => {
    const used = JSON.stringify(service).matchAll(/\/run\/secrets\/([a-z-]+)/g);
    expect(new Set(service.secrets)).toEqual(new Set([...used].map(([, name]) => name)));
  });

  test('gives the password of the owner of the ledger to the migration and PostgreSQL only', () => {
    const owners = services.filter(([, { secrets = [] }]) =>
      secrets.some((name) => name === 'owner-database-url' || name === 'postgres-password'),
    );
    expect(owners.map(([name]) => name).toSorted()).toEqual(['migrate', 'postgres']);
  });
});

describe('make-secrets.sh', () => {
  test('makes every secret of the Compose files, in a folder that others cannot enter', async () => {
    await using directory = await temporaryDirectory();
    const folder = await makeSecrets(directory.path);
    const secrets = await readSecrets(folder);
    const { secrets: all } = readObservabilityFile({});
    expect(Object.keys(secrets).toSorted()).toEqual(Object.keys(all).toSorted());
    for (const [name, { file }] of Object.entries(all)) expect(file).toBe(`secrets/${name}`);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of Object.keys(secrets))
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o644]);
    expect(parseKeyRing(secrets['secret-key'] ?? '').keys).toHaveLength(1);
    expect(secrets['admin-token']).toMatch(/^upshot_admin_[0-9a-f]{48}$/);
    expect(secrets['service-password']).not.toBe(secrets['postgres-password']);
    const { 'service-password': password } = secrets;
    expect(secrets['database-url']).toBe(`postgres://upshot_services:${password}@postgres:5432/upshot`);
  });

  test('leaves what is there, and makes what is missing', async () => {
    await using directory = await temporaryDirectory();
    const before = await readSecrets(await makeSecrets(directory.path));
    expect(await readSecrets(await makeSecrets(directory.path))).toEqual(before);
    await using other = await temporaryDirectory();
    expect(await readSecrets(await makeSecrets(other.path))).not.toMatchObject({
      'secret-key': before['secret-key'],
    });
  });

  test('takes over the secrets of an earlier .env, and adds no token to that installation', async () => {
    await using directory = await temporaryDirectory();
    const key = Buffer.alloc(32, 3).toString('base64');
    const env = `POSTGRES_PASSWORD=letters1\nREDIS_PASSWORD="digits2"\nUPSHOT_SECRET_KEY=${key}\nUPSHOT_ADMIN_TOKEN=\n`;
    expect(await readSecrets(await makeSecrets(directory.path, env))).toMatchObject({
      'postgres-password': 'letters1',
      'redis-password': 'digits2',
      'secret-key': key,
      'admin-token': '',
      'owner-database-url': 'postgres://upshot:letters1@postgres:5432/upshot',
      'redis-url': 'redis://:digits2@redis:6379',
    });
  });
});
