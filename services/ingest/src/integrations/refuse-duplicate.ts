import type { Database } from '@upshot/ledger/connect';
import { resolveIntegration } from '@upshot/ledger/integrations/resolve';
import { isUniqueViolation } from '@upshot/ledger/sqlstate';
import type { NamedIntegration } from '@upshot/shared/integration';
import { Problem } from '@upshot/shared/problem';
import { nameIn } from './read-body.ts';

/** Turns the ledger's refusal of a second integration with the name of `body` into the problem `integration_exists`. */
export async function refuseTakenName<T>(
  database: Database,
  project: string,
  body: unknown,
  write: Promise<T>,
): Promise<T> {
  try {
    return await write;
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    const name = nameIn(body) ?? '';
    const id = await resolveIntegration(database, project, name);
    const message = `"${name}" is the name of the integration ${id}: change that one, or choose another name`;
    throw new Problem('integration_exists', message, { fields: { name: message }, cause });
  }
}

/** The problem of a script that another integration of the project runs already. */
export function scriptExists(twin: NamedIntegration): Problem {
  const message = `${describeTwin(twin)}: change that one, or leave out the header "prefer"`;
  return new Problem('integration_exists', message, { fields: { script: message } });
}

/** Says which integration runs the same script. */
export function describeTwin({ id, name }: NamedIntegration): string {
  return `the integration "${name}" (${id}) runs the same script`;
}
