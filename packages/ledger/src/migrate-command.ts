import { migrateToLatest } from './migrate.ts';

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined || databaseUrl === '') {
  console.error(
    'DATABASE_URL is not set: give the ledger to migrate, as postgres://user:password@host:port/name',
  );
  process.exit(1);
}
const reached = await migrateToLatest(databaseUrl);
console.error(
  reached === 'latest'
    ? 'The database is at the newest schema.'
    : 'The database is at a newer schema than this version knows, and was left as it is.',
);
