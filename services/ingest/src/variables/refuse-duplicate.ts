import { isUniqueViolation } from '@upshot/ledger/sqlstate';
import { Problem } from '@upshot/shared/problem';

/** Turns the ledger's refusal of a second variable with one name into the problem `variable_exists`. */
export async function refuseDuplicate<T>(name: string | undefined, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    const message = `A variable named "${name}" exists already.`;
    throw new Problem('variable_exists', message, { fields: { name: message }, cause });
  }
}
