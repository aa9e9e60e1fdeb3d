import type { Timestamp } from './timestamp-columns.ts';

/** One-time links of the console that were not used. */
export interface ConsoleLinksTable {
  digest: string;
  content: string;
  expires_at: Timestamp;
}
