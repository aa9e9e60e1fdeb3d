import { migrateToLatest } from './migrate.ts';

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined || databaseUrl === '') {
  console.error(
    'DATABASE_URL is not set: give the ledger to migrate, as postgres://user:password@host:port/name',
  );
  process.exit(1);
}
await migrateToLatest(databaseUrl);
console.error('The database is at the newest schema.');
