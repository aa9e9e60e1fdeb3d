import { createTestDatabase } from '@upshot/testing/database';
import { createTestRedis } from '@upshot/testing/redis';
import { secretKey } from '@upshot/testing/processes';
import { startForeignServer } from '@upshot/testing/foreign-server';
import { expect, test } from 'vitest';
import { startIngestAt, startIngestFrom } from './ingest.ts';
import { PortTaken } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('an answer from the port of a foreign server is not taken for an ingest of ours', async () => {
  await using directory = await temporaryDirectory();
  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  await using foreign = await startForeignServer('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    UPSHOT_SECRET_KEY: secretKey,
  };
  const options = { name: 'ingest', env, logDirectory: directory.path };

  await expect(startIngestAt(foreign.port, options)).rejects.toThrow(PortTaken);
  const ingest = await startIngestFrom(foreign.port, options);
  expect(ingest.port).toBeGreaterThan(foreign.port);
  expect(foreign.connections()).toBe(0);
  await ingest.kill();
});
