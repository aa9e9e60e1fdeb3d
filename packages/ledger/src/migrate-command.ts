import { readConfig } from '@upshot/runtime/config';
import { ConfigFault, EXIT_CONFIG, printConfigFault } from '@upshot/runtime/config-fault';
import { toConfigFault } from './describe-mistake.ts';
import { migrateSettings } from './migrate-settings.ts';
import { migrateToLatest } from './migrate.ts';
import { grantServiceRole } from './service-role.ts';

try {
  const { databaseUrl, serviceRole, servicePassword } = readConfig(migrateSettings);
  const reached = await migrateToLatest(databaseUrl);
  console.error(
    reached === 'latest'
      ? 'The database is at the newest schema.'
      : 'The database is at a newer schema than this version knows, and was left as it is.',
  );
  if (serviceRole !== undefined) {
    await grantServiceRole(databaseUrl, { name: serviceRole, password: servicePassword });
    console.error(`Services may use the ledger as ${serviceRole}.`);
  }
} catch (fault) {
  const mistake = fault instanceof ConfigFault ? fault : toConfigFault(fault);
  if (mistake === undefined) throw fault;
  printConfigFault('migrate', mistake);
  process.exitCode = EXIT_CONFIG;
}
