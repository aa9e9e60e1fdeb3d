import type { Native } from './native.ts';

/** Landlock's rights by the first version of its interface that has them: `linux/landlock.h`. */
const FILE_RIGHTS = [
  [1, 0x1fff],
  [2, 0x2000],
  [3, 0x4000],
  [5, 0x8000],
] as const;
const TCP = { since: 4, rights: 0x3 } as const;
/** Abstract sockets and signals. */
const SCOPES = { since: 6, rights: 0x3 } as const;

const CREATE_RULESET_VERSION = 1;

/**
 * Takes every right that Landlock knows from this thread and its children: files, TCP, and, outside its domain,
 * abstract sockets and signals. Returns the version of the kernel's Landlock, 0 where there is none.
 */
export function applyLandlock(native: Native): number {
  const version = native.call('landlock_create_ruleset', 0, 0, CREATE_RULESET_VERSION).value;
  if (version < 1) return 0;
  const attributes = rulesetAttributes(version);
  const ruleset = native.call('landlock_create_ruleset', attributes, attributes.length, 0);
  if (ruleset.errno !== 0) return 0;
  const restricted = native.call('landlock_restrict_self', ruleset.value, 0);
  native.call('close', ruleset.value);
  return restricted.errno === 0 ? version : 0;
}

/** `struct landlock_ruleset_attr`, as long as this version knows it. */
function rulesetAttributes(version: number): Buffer {
  const known = FILE_RIGHTS.filter(([since]) => since <= version);
  const files = known.reduce((all, [, rights]) => all | rights, 0);
  const fields = [files];
  if (version >= TCP.since) fields.push(TCP.rights);
  if (version >= SCOPES.since) fields.push(SCOPES.rights);
  const bytes = Buffer.alloc(8 * fields.length);
  for (const [index, field] of fields.entries()) bytes.writeBigUInt64LE(BigInt(field), 8 * index);
  return bytes;
}
