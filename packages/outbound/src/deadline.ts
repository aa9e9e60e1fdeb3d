/** A signal that aborts when a time is over or an outer signal aborts; dispose it to stop the clock. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** Starts a deadline. Its signal's reason is `late()` after `ms`, or `cancelled()` when `outer` aborts first. */
export function startDeadline(
  ms: number,
  late: () => Error,
  outer?: { readonly signal: AbortSignal; readonly cancelled: () => Error },
): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late()), ms);
  const cancel = (): void => controller.abort(outer?.cancelled());
  if (outer?.signal.aborted === true) cancel();
  outer?.signal.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      outer?.signal.removeEventListener('abort', cancel);
    },
  };
}

/** Settles as `work` does, unless the signal aborts first: then it rejects with the signal's reason. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
