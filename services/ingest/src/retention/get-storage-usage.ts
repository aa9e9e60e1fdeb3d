import type { Database } from '@upshot/ledger/connect';
import { listPartitions } from '@upshot/ledger/retention/partitions';
import { growthOf } from '@upshot/ledger/retention/plan';
import { readStorageUsage } from '@upshot/ledger/retention/usage';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';

/** What the ledger takes. */
export const storageUsageSchema = Type.Object({
  bytes: Type.Integer({ description: 'All tables together, with indexes.' }),
  bytes_per_day: Type.Integer({
    description: 'The mean growth of activities and log in the last seven full days.',
  }),
  tables: Type.Array(
    Type.Object({
      table: Type.String(),
      bytes: Type.Integer({ description: 'With indexes and large values, all partitions together.' }),
      index_bytes: Type.Integer(),
      rows: Type.Union([Type.Integer(), Type.Null()], {
        description: 'About, as PostgreSQL last counted them; null: not yet.',
      }),
      days: Type.Integer({ description: 'Daily partitions, those made ahead included; 0: none.' }),
      oldest_day: Type.Union([Type.String(), Type.Null()], { description: 'UTC.' }),
    }),
    { description: 'The largest first.' },
  ),
});

/** Tells what takes space in the ledger. */
export function getStorageUsage(database: Database) {
  return defineEndpoint({
    operationId: 'getStorageUsage',
    summary: 'Read what takes space in the ledger',
    description: 'What would leave, and when the limit is reached: POST /api/retention-runs with dry_run.',
    tag: 'retention',
    answers: { 200: { description: 'The tables.', schema: storageUsageSchema } },
    async handle() {
      const [tables, partitions] = await Promise.all([readStorageUsage(database), listPartitions(database)]);
      return {
        bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
        bytes_per_day: growthOf(partitions, new Date()),
        tables: tables.map(({ table, bytes, indexBytes, rows, days, oldestDay }) => ({
          table,
          bytes,
          index_bytes: indexBytes,
          rows,
          days,
          oldest_day: oldestDay,
        })),
      };
    },
  });
}
