import { setFlagsFromString } from 'node:v8';
import { endWithParent, raiseBarrier } from './barrier/barrier.ts';
import type { Barrier } from './barrier/barrier.ts';
import { openMemoryGauge } from './barrier/memory.ts';
import { loadNative } from './barrier/native.ts';
import { Channel } from './channel.ts';
import { loadEngine } from './engine.ts';
import { Isolates } from './isolates.ts';
import { Runner } from './runner.ts';

/**
 * The stack of an isolate, in KB. This process has 984: the rest is left for its own functions when a
 * script calls them from the last frame it can get, since one that is cut off in the middle of a host call loses track.
 */
const ISOLATE_STACK_KB = 824;

/** What the parent sends along with this program. */
export interface SlotConfig {
  readonly addonPath: string;
  /** The library that calls the kernel; undefined where there is no barrier. */
  readonly nativePath?: string;
  readonly memoryMb: number;
  readonly parentPid: number;
}

/** The life of a slot: get ready, then run one script after another until the parent ends it. */
export function main(configJson: string, ...guestSources: string[]): void {
  const { addonPath, nativePath, memoryMb, parentPid } = JSON.parse(configJson) as SlotConfig;
  setFlagsFromString(`--stack-size=${ISOLATE_STACK_KB}`);
  const engine = loadEngine(addonPath);
  const [prelude = '', underscore = '', promiseWatch = '', tape = '', frozenRealm = ''] = guestSources;
  const code = {
    prelude: { filename: 'upshot:guest', source: prelude },
    underscore: { filename: 'upshot:underscore', source: underscore },
    promiseWatch: { filename: 'upshot:guest', source: promiseWatch },
    tape: { filename: 'upshot:guest', source: tape },
    frozenRealm: { filename: 'upshot:guest', source: frozenRealm },
  };
  const { barrier, readMemoryMb } = confine(nativePath, parentPid);
  const channel = new Channel();
  const isolates = new Isolates(engine, code, memoryMb);
  const runner = new Runner(engine, { isolates, channel, readMemoryMb });
  channel.send(['ready', JSON.stringify(barrier)]);
  for (;;) {
    const frame = channel.receive();
    if (frame[0] === 'run') runner.run(frame);
  }
}

/** Must come after the engine is loaded, for no file can be opened afterwards, and before the first script. */
function confine(
  nativePath: string | undefined,
  parentPid: number,
): { barrier: Barrier; readMemoryMb: () => number } {
  learnTimeZone();
  if (nativePath === undefined) {
    return {
      barrier: { seccomp: false, landlock: 0 },
      readMemoryMb: () => process.memoryUsage.rss() / 2 ** 20,
    };
  }
  const native = loadNative(nativePath);
  endWithParent(native, parentPid);
  const readMemoryMb = openMemoryGauge(native);
  return { barrier: raiseBarrier(native), readMemoryMb };
}

/** The time zone of the machine is read from files, at the first use of local time in the process. */
function learnTimeZone(): void {
  new Date(0).getTimezoneOffset();
}
