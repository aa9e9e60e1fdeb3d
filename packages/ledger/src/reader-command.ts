import { randomBytes } from 'node:crypto';
import { commonSettings } from '@upshot/runtime/common-settings';
import { readConfig } from '@upshot/runtime/config';
import { ConfigFault, EXIT_CONFIG, printConfigFault } from '@upshot/runtime/config-fault';
import { toConfigFault } from './describe-mistake.ts';
import { enableReader } from './reader/enable-reader.ts';

/** `npm run sql-reader`: gives the role of analysts a new password and prints its URL. */
try {
  const { databaseUrl } = readConfig({ databaseUrl: commonSettings.databaseUrl });
  console.log(await enableReader(databaseUrl, randomBytes(24).toString('base64url')));
} catch (fault) {
  const mistake = fault instanceof ConfigFault ? fault : toConfigFault(fault);
  if (mistake === undefined) throw fault;
  printConfigFault('sql-reader', mistake);
  process.exitCode = EXIT_CONFIG;
}
