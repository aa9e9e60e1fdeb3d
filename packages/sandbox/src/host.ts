import type { OutputLine } from './output.ts';

/** A request a script wants to make. */
export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  /** How a redirect is treated; `manual` hands it back as the response. */
  readonly redirect: Redirect;
}

export type Redirect = 'follow' | 'manual' | 'error';

/** An error that a script may see, catch and print. */
export interface VisibleError {
  readonly name: string;
  readonly message: string;
}

/** The answer to a request: a response, or the error that the script's `fetch` throws. */
export type FetchReply =
  | {
      readonly ok: true;
      readonly status: number;
      readonly statusText: string;
      readonly headers: readonly (readonly [string, string])[];
      /** Where the response came from, after redirects. */
      readonly url: string;
      readonly redirected: boolean;
      readonly body: Uint8Array;
    }
  | { readonly ok: false; readonly error: VisibleError };

/** A host function's "no": the script gets it as an Error. */
export interface HostRefusal {
  readonly error: VisibleError;
}

/** Adds a line to a run's output. */
export type Print = (text: string) => void;

/**
 * The asynchronous half of each function that a script can call. A refusal is a value and becomes an Error in the
 * script; a host function that throws or rejects has failed itself, and then the run ends with a `HostFault`.
 */
export interface HostFunctions {
  /** `print` adds a line to the run's output, in order with the lines of the script. */
  fetch(request: FetchRequest, signal: AbortSignal, print: Print): Promise<FetchReply>;
  /** Gives the JSON text of a value. */
  storageGet(key: string): Promise<string | undefined>;
  storageSet(key: string, json: string): Promise<HostRefusal | undefined>;
  storageRemove(key: string): Promise<void>;
  storageClear(): Promise<void>;
}

/** The caller's side of one run: it serves the script's calls and may follow its output. */
export interface Host extends HostFunctions {
  /** Gets the first lines as they are printed: those that are certainly kept. */
  output?(line: OutputLine): void;
}

/** A host function failed by itself: nothing is known about the script, and the run should be tried again. */
export class HostFault extends Error {
  override readonly name = 'HostFault';
  readonly hostFunction: string;

  constructor(hostFunction: string, cause: unknown) {
    super(`host function ${hostFunction} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.hostFunction = hostFunction;
  }
}
