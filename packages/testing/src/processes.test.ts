import { expect, test } from 'vitest';
import { createTestDatabase } from './database.ts';
import { startForeignServer } from './foreign-server.ts';
import { startIngest } from './processes.ts';
import { createTestRedis } from './redis.ts';

test('an answer from the port of a foreign server is not taken for an ingest under test', async () => {
  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  await using foreign = await startForeignServer('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, PORT: String(foreign.port) };

  await expect(startIngest(environment)).rejects.toThrow('EADDRINUSE');
  expect(foreign.connections()).toBe(0);
});
