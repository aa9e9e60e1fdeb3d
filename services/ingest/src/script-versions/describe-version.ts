import type { ScriptVersionRow } from '@upshot/ledger/script-versions/read';
import { Type } from 'typebox';
import { timestamp } from '../http/schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

const textOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** A version of a script as it is listed. */
export const versionSchema = Type.Object({
  version: Type.Integer(),
  is_current: Type.Boolean(),
  message: textOrNull('Why it was made.'),
  created_at: timestamp,
  created_by: textOrNull('The id of the token; "bootstrap" for that of the configuration.'),
  created_by_name: textOrNull('The name of the token.'),
  origin: Type.Enum(['api', 'apply', 'rollback']),
  rollback_of: Type.Union([Type.Integer(), Type.Null()]),
  sha256: Type.String({ description: 'Of the source in UTF-8.' }),
  bytes: Type.Integer(),
  runs: Type.Integer({ description: "Among the integration's latest 10,000 finished runs." }),
  failed: Type.Integer({ description: 'Those of them that neither succeeded nor were cancelled.' }),
  cpu_ms_p95: Type.Union([Type.Number(), Type.Null()]),
});

/** One version with its source. */
export const versionWithSourceSchema = Type.Object({ ...versionSchema.properties, source: Type.String() });

/** Describes a version. */
export function describeVersion(row: ScriptVersionRow) {
  const { version, is_current, message, created_by, created_by_name, origin, rollback_of } = row;
  const { sha256, bytes, runs, failed, cpu_ms_p95 } = row;
  const made = { message, created_at: toTimestamp(row.created_at), created_by, created_by_name };
  const ran = { sha256, bytes, runs, failed, cpu_ms_p95 };
  return { version, is_current, ...made, origin, rollback_of, ...ran };
}
