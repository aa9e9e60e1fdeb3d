import type { Database } from '@upshot/ledger/connect';
import { hasEarlierOfSubject } from '@upshot/ledger/runs/has-earlier';
import type { DueRun } from '@upshot/ledger/runs/due-run';

/** Keeps runs of a lane about one subject in their order: for the runs that one pass goes through. */
export interface SubjectOrder {
  /** Whether an earlier run of the lane about the same subject is pending. */
  mustWait(run: DueRun, subject: string): Promise<boolean>;
  /** How many runs must wait. */
  readonly waiting: number;
}

/** Creates the order of one pass. A run behind another that waits needs no question to the ledger. */
export function createSubjectOrder(database: Database, lane: string): SubjectOrder {
  const firstWaiting = new Map<string, bigint>();
  let waiting = 0;
  return {
    async mustWait({ seq }, subject) {
      const known = firstWaiting.get(subject);
      const isBehind = known !== undefined && known < BigInt(seq);
      if (!isBehind && !(await hasEarlierOfSubject(database, lane, { seq, subject }))) return false;
      if (!isBehind) firstWaiting.set(subject, BigInt(seq));
      waiting++;
      return true;
    },
    get waiting() {
      return waiting;
    },
  };
}
