import { setFlagsFromString } from 'node:v8';
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
  readonly memoryMb: number;
}

/** The life of a slot: get ready, then run one script after another until the parent ends it. */
export function main(configJson: string, ...guestSources: string[]): void {
  const { addonPath, memoryMb } = JSON.parse(configJson) as SlotConfig;
  setFlagsFromString(`--stack-size=${ISOLATE_STACK_KB}`);
  const engine = loadEngine(addonPath);
  const [prelude = '', underscore = '', promiseWatch = ''] = guestSources;
  const code = {
    prelude: { filename: 'upshot:guest', source: prelude },
    underscore: { filename: 'upshot:underscore', source: underscore },
    promiseWatch: { filename: 'upshot:guest', source: promiseWatch },
  };
  const channel = new Channel();
  const runner = new Runner(engine, new Isolates(engine, code, memoryMb), channel);
  channel.send(['ready']);
  for (;;) {
    const frame = channel.receive();
    if (frame[0] === 'run') runner.run(frame);
  }
}
