import { commonSettings } from '@upshot/runtime/common-settings';
import { readConfig } from '@upshot/runtime/config';
import { ConfigFault, EXIT_CONFIG } from '@upshot/runtime/config-fault';
import { describeMistake } from './describe-mistake.ts';
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
  const mistake = describeMistake(fault);
  if (mistake === undefined && !(fault instanceof ConfigFault)) throw fault;
  const lines = fault instanceof ConfigFault ? fault.lines : [`DATABASE_URL: ${mistake ?? ''}`];
  for (const line of lines) console.error(`migrate: ${line}`);
  process.exitCode = EXIT_CONFIG;
}
