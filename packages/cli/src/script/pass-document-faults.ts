import { exitCodes, Failure } from '../failure.ts';

/** Rethrows an error; what is wrong with a file of the author is said as it is. */
export function passDocumentFaults(error: unknown): never {
  const isTheirs = error instanceof Error && error.name === 'DocumentFault';
  throw isTheirs ? new Failure(error.message, exitCodes.general, { cause: error }) : error;
}
