import type { FinishedTrial } from '@upshot/trial/run-trial';
import { exitCodes, type ExitCode } from '../failure.ts';

/** The exit code that says how a trial went. */
export function exitCodeOf({ trial, violations }: FinishedTrial): ExitCode {
  switch (trial.outcome) {
    case 'succeeded':
      return violations.length > 0 ? exitCodes.strict : exitCodes.ok;
    case 'failed':
      return exitCodes.failed;
    case 'timed_out':
      return exitCodes.timedOut;
    case 'stopped':
      return exitCodes.strict;
    default:
      return exitCodes.exhausted;
  }
}
