/** Repeats a task with a pause in between; disposing waits for the task under way. */
export function repeat(task: () => Promise<void>, everyMs: number): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let isDisposed = false;
  const tick = () => {
    running = task().finally(() => {
      if (!isDisposed) timer = setTimeout(tick, everyMs);
    });
  };
  tick();
  return {
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
