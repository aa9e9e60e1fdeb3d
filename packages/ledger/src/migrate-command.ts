import { commonSettings } from '@upshot/runtime/common-settings';
import { readConfig } from '@upshot/runtime/config';
import { ConfigFault, EXIT_CONFIG, printConfigFault } from '@upshot/runtime/config-fault';
import { toConfigFault } from './describe-mistake.ts';
import { migrateToLatest } from './migrate.ts';

try {
  const { databaseUrl } = readConfig({ databaseUrl: commonSettings.databaseUrl });
  const reached = await migrateToLatest(databaseUrl);
  console.error(
    reached === 'latest'
      ? 'The database is at the newest schema.'
      : 'The database is at a newer schema than this version knows, and was left as it is.',
  );
} catch (fault) {
  const mistake = fault instanceof ConfigFault ? fault : toConfigFault(fault);
  if (mistake === undefined) throw fault;
  printConfigFault('migrate', mistake);
  process.exitCode = EXIT_CONFIG;
}
