import type { ReportedError } from './messages.ts';

/** The longest name, message and stack of an error; the guest cuts its own to the same lengths. */
const MAX_NAME = 200;
const MAX_MESSAGE = 8_192;
const MAX_STACK = 16_384;
/** The largest number that the ledger's columns take. */
const MAX_PLACE = 2 ** 31 - 1;

/** Cuts an error to the lengths that are kept, and leaves out a place that cannot be one. */
export function boundError({ name, message, stack, line, column }: ReportedError): ReportedError {
  const words = {
    name: name.slice(0, MAX_NAME),
    message: message.slice(0, MAX_MESSAGE),
    stack: stack.slice(0, MAX_STACK),
  };
  return isPlace(line) && isPlace(column) ? { ...words, line, column } : words;
}

function isPlace(value: number | undefined): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_PLACE;
}
