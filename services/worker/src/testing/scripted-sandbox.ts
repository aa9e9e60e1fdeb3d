import type { Ending, Execution, Host, Sandbox } from '@upshot/sandbox/sandbox';

/** What a script does with its host, in place of JavaScript in a slot, and how it ends. */
export type Behaviour = (host: Host, signal: AbortSignal | undefined) => Promise<Ending> | Ending;

/** An execution that took some time and printed the lines. */
function executionOf(ending: Ending, lines: readonly string[] = []): Execution {
  return {
    ending,
    output: {
      lines: lines.map((text, index) => ({ atMs: index + 0.4, level: 'log', text })),
      omittedLines: 0,
      omittedBytes: 7,
    },
    wallMs: 12.5,
    cpuMs: 3.5,
    fetches: 2,
    slotPid: 4711,
  };
}

/** A sandbox whose script behaves as given; it prints the lines. */
export function scriptedSandbox(behaviour: Behaviour, lines: readonly string[] = []): Sandbox {
  return {
    run: async (_input, host, signal) => executionOf(await behaviour(host, signal), lines),
    slots: () => [],
    barrier: () => Promise.resolve({ seccomp: true, landlock: 0 }),
    close: () => Promise.resolve(),
  };
}
