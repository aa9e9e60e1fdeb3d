/** Settles as `work` does, unless that takes longer than `ms` milliseconds: then it rejects with `tooLate()`. */
export async function within<T>(
  ms: number,
  work: Promise<T>,
  tooLate: () => Error = () => new Error(`no answer within ${ms} ms`),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate()), ms);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
