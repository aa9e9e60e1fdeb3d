/**
 * The SQLSTATE of a fault, undefined where PostgreSQL did not report it itself. Codes: PostgreSQL manual, appendix A.
 * Codes of Node (`EPIPE`) have five characters, too.
 */
function sqlState(fault: unknown): string | undefined {
  if (!(fault instanceof Error) || !('code' in fault)) return undefined;
  const code = String(fault.code);
  return /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code) ? code : undefined;
}

const matches = (pattern: RegExp) => (fault: unknown) => pattern.test(sqlState(fault) ?? '');

/** A value, a constraint or a limit (classes 22, 23, 54): trying the same statement again would not help. */
export const isDataFault = matches(/^(22|23|54)/);

/** `invalid_password`. */
export const isWrongPassword = matches(/^28P01$/);

/** `invalid_authorization_specification`: a role that may not log in, or not from this address. */
export const isRefusedLogin = matches(/^28000$/);

/** `insufficient_privilege`. */
export const isMissingPrivilege = matches(/^42501$/);

/** `invalid_catalog_name`: there is no such database. */
export const isMissingDatabase = matches(/^3D000$/);

/** `unique_violation`. */
export const isUniqueViolation = matches(/^23505$/);

/** `query_canceled`: the statement took longer than `statement_timeout`. */
export const isStatementTimeout = matches(/^57014$/);

/** `lock_not_available`: a lock was not to be had within `lock_timeout`. */
export const isLockTimeout = matches(/^55P03$/);

/** `undefined_table`. */
export const isUndefinedTable = matches(/^42P01$/);

/** `undefined_object`: such as a role. */
export const isMissingRole = matches(/^42704$/);

/** `internal_error`: "tuple concurrently updated", where two sessions change one role. */
export const isConcurrentUpdate = matches(/^XX000$/);

/**
 * A fault of the connection rather than of a statement: one that PostgreSQL did not report itself (a reset, a silence),
 * or one by which it ends connections (classes 08 and 57P).
 */
export function isConnectionFault(fault: unknown): boolean {
  return /^(08|57P)/.test(sqlState(fault) ?? '08');
}

/**
 * PostgreSQL is starting, stopping, read-only, full, out of connections or too busy: classes 08, 53, 57P and 58, and
 * single codes of 25, 40, 55 and 57.
 */
export const isUnavailability = matches(/^(08|57P|53|25006|57014|55P03|40001|40P01|58)/);
