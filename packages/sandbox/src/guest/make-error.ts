import { apply, defineHidden, ErrorType, RangeErrorType, TypeErrorType } from './primordials.ts';

const capture = (ErrorType as unknown as { captureStackTrace: (error: Error, above: unknown) => void })
  .captureStackTrace;

/** Builds an error of this realm whose stack begins where the script called `above`. */
export function makeError(name: string, message: string, above: unknown): Error {
  const error = construct(name, message);
  apply(capture, undefined, [error, above]);
  return error;
}

function construct(name: string, message: string): Error {
  if (name === 'TypeError') return new TypeErrorType(message);
  if (name === 'RangeError') return new RangeErrorType(message);
  const error = new ErrorType(message);
  if (name !== 'Error') defineHidden(error, 'name', name);
  return error;
}
