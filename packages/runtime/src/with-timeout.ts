/** Settles as `work` does, or rejects with `tooLate()` after `timeoutMs` milliseconds. */
export async function withTimeout<T>(
  work: Promise<T>,
  timeoutMs: number,
  tooLate: () => Error = () => new Error(`no answer within ${timeoutMs} ms`),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate()), timeoutMs);
  });
  return await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
