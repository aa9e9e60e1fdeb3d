import { Failure } from './failure.ts';

/** Says to the person at the terminal what went wrong; `isDetailed` says where. */
export function describeError(error: unknown, isDetailed = false): string {
  if (!(error instanceof Error)) return String(error);
  if (isDetailed) return error.stack ?? error.message;
  return error instanceof Failure ? error.message : `${error.message} (-vv shows where)`;
}
