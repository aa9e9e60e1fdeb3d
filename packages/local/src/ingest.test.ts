import { createTestDatabase } from '@upshot/testing/database';
import { createTestRedis } from '@upshot/testing/redis';
import { startStranger } from '@upshot/testing/stranger';
import { expect, test } from 'vitest';
import { startIngestAt, startIngestFrom } from './ingest.ts';
import { PortTaken } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('an answer from the port of a stranger is not taken for an ingest of ours', async () => {
  await using directory = await temporaryDirectory();
  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  await using stranger = await startStranger('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    UPSHOT_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const options = { name: 'ingest', env, logDirectory: directory.path };

  await expect(startIngestAt(stranger.port, options)).rejects.toThrow(PortTaken);
  const ingest = await startIngestFrom(stranger.port, options);
  expect(ingest.port).toBeGreaterThan(stranger.port);
  expect(stranger.connections()).toBe(0);
  await ingest.kill();
});
