import { WORKER_SILENCE_MS } from '@upshot/ledger/workers/read';

/** Decides whether this worker may seal stored values: only while every live worker can open them. */
export interface SealingGate {
  readonly maySeal: () => boolean;
  /** Takes what a report learned: whether every live worker opens sealed values; undefined if nothing was answered. */
  readonly follow: (canAllOpenSealed: boolean | undefined) => void;
}

interface SealingGateOptions {
  /** Called when values are stored plain because a worker of an older version is alive. */
  readonly onClosed: () => void;
  /** Called when values are sealed again. */
  readonly onOpened: () => void;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Creates the gate of one worker. It is closed until the first answer, and opens at once if that is positive. Without
 * an answer it stays as it is. After a negative or missing answer, a closed gate opens when the answers have been
 * positive for as long as a worker may be silent: when the ledger was away, older workers need time to report again.
 */
export function createSealingGate({
  onClosed,
  onOpened,
  now = () => performance.now(),
}: SealingGateOptions): SealingGate {
  let isOpen = false;
  let isAnnounced = false;
  let mustWait = false;
  let positiveSince: number | undefined;

  const close = () => {
    isOpen = false;
    if (isAnnounced) return;
    isAnnounced = true;
    onClosed();
  };
  const open = () => {
    isOpen = true;
    if (!isAnnounced) return;
    isAnnounced = false;
    onOpened();
  };
  return {
    maySeal: () => isOpen,
    follow(canAllOpenSealed) {
      if (canAllOpenSealed === false) close();
      if (isOpen) return;
      if (canAllOpenSealed !== true) {
        mustWait = true;
        positiveSince = undefined;
        return;
      }
      positiveSince ??= now();
      if (!mustWait || now() - positiveSince >= WORKER_SILENCE_MS) open();
    },
  };
}
