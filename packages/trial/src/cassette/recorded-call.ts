import type { FetchReply, FetchRequest } from '@upshot/sandbox/sandbox';
import type { VisibleError } from '@upshot/sandbox/host';

/** A call of a host function, and what it answered. Nothing is masked. */
export type RecordedCall =
  | { readonly call: 'fetch'; readonly request: FetchRequest; readonly reply: FetchReply; readonly log: Log }
  | { readonly call: 'storageGet'; readonly key: string; readonly reply: string | undefined }
  | {
      readonly call: 'storageSet';
      readonly key: string;
      readonly json: string;
      readonly refusal: VisibleError | undefined;
    }
  | { readonly call: 'storageRemove'; readonly key: string }
  | { readonly call: 'storageClear' };

/** The lines that the host printed about a request. */
type Log = readonly string[];

/** Calls in their order, with the milliseconds since the run began. */
export type TimedCall = RecordedCall & { readonly atMs: number };
