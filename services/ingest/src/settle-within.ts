/** Waits until work has settled, however it ends, but no longer than `timeoutMs`. */
export async function settleWithin(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work.catch(() => undefined), enough]);
  clearTimeout(timer);
}
