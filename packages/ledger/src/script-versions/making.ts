import type { ScriptVersion } from '../tables.ts';

/** Why a version of a script is made, and what makes it. */
export type VersionMaking = Pick<ScriptVersion, 'message' | 'origin'>;
