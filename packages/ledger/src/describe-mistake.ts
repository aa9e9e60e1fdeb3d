import { ConfigFault } from '@upshot/runtime/config-fault';
import { isTlsFault } from '@upshot/runtime/tls-fault';
import { isMissingDatabase, isMissingPrivilege, isRefusedLogin, isWrongPassword } from './sqlstate.ts';

/**
 * Says in one sentence what is wrong with `DATABASE_URL` or the database it names, for faults that no retry fixes: a
 * wrong password, no such database, missing privileges, bad TLS. Undefined for faults that may pass.
 */
export function toConfigFault(fault: unknown): ConfigFault | undefined {
  const mistake = describeMistake(fault);
  return mistake === undefined ? undefined : new ConfigFault([`DATABASE_URL: ${mistake}`], { cause: fault });
}

function describeMistake(fault: unknown): string | undefined {
  if (!(fault instanceof Error)) return undefined;
  if (isTlsFault(fault)) return `TLS with PostgreSQL failed: ${fault.message}.`;
  if (isWrongPassword(fault)) return 'PostgreSQL refuses the user or password.';
  if (isRefusedLogin(fault)) return `PostgreSQL refuses the login: ${fault.message}.`;
  if (isMissingDatabase(fault)) return 'PostgreSQL has no database of this name.';
  if (isMissingPrivilege(fault))
    return `the user lacks privileges: ${fault.message}. Use the user that owns the schema.`;
  if (fault.message.startsWith('SASL')) return 'PostgreSQL asks for a password, and the URL has none.';
  return describeUnreadableFile(fault);
}

/** A certificate or key that the URL names. */
function describeUnreadableFile(fault: NodeJS.ErrnoException): string | undefined {
  if (fault.syscall !== 'open') return undefined;
  return `the file ${fault.path ?? ''}, which the URL names, cannot be read (${fault.code ?? ''}).`;
}
