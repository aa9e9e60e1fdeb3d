import type { Database } from '@upshot/ledger/connect';
import type { RetentionStep } from '@upshot/ledger/retention/plan';
import { readExpired } from '@upshot/ledger/retention/read-expired';
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/**
 * Writes the rows that a step removes to `<folder>/<partition>.<time>.ndjson.gz`, one JSON object a line. The file has
 * its name only when all of it is on disk. An archive may hold a row that stays after all.
 */
export async function archiveStep(database: Database, step: RetentionStep, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const path = join(folder, `${step.partition.name}.${time}.ndjson.gz`);
  const file = createWriteStream(`${path}.part`, { mode: 0o600, flush: true });
  await pipeline(Readable.from(linesOf(database, step)), createGzip(), file);
  await rename(`${path}.part`, path);
}

async function* linesOf(database: Database, step: RetentionStep): AsyncGenerator<string> {
  for await (const line of readExpired(database, step)) yield `${line}\n`;
}
