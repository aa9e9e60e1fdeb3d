/** How long a producer waits for the ledger before it is reported as unavailable. */
export const RECORDING_MS = 900;

const MB = 1024 * 1024;

/** PostgreSQL writes some 20 MB of activities a second on an idle machine, and a quarter on a busy one. */
const MS_PER_MB = 200;

/** How long a statement may take that records activities of so many bytes: what is large has longer. */
export function recordingTimeoutMs(bytes: number): number {
  return RECORDING_MS + (Math.max(0, bytes - MB) / MB) * MS_PER_MB;
}
