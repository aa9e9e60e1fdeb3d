import { Problem } from '@upshot/shared/problem';
import type { Recorder } from './recorder.ts';

/** A recorder that remembers how its last call ended, which the readiness page asks for. */
export interface WatchedRecorder extends Recorder {
  /** True after the ledger failed to record, until it records again or is found to take writes. */
  isFailing(): boolean;
  markWorking(): void;
}

/** Watches a recorder. */
export function watchRecorder(recorder: Recorder): WatchedRecorder {
  let isFailing = false;
  return {
    async record(submissions) {
      try {
        const recorded = await recorder.record(submissions);
        isFailing = false;
        return recorded;
      } catch (fault) {
        if (fault instanceof Problem && fault.code === 'ledger_unavailable') isFailing = true;
        throw fault;
      }
    },
    requireCapacity: (projectId) => recorder.requireCapacity(projectId),
    close: () => recorder.close(),
    isFailing: () => isFailing,
    markWorking: () => {
      isFailing = false;
    },
  };
}
