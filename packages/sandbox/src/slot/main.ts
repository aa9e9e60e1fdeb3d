import { Channel } from './channel.ts';
import { loadEngine } from './engine.ts';
import { Isolates } from './isolates.ts';
import { Runner } from './runner.ts';

/** What the parent sends along with this program. */
export interface SlotConfig {
  readonly addonPath: string;
  readonly memoryMb: number;
}

/** The life of a slot: get ready, then run one script after another until the parent ends it. */
export function main(configJson: string, preludeSource: string, underscoreSource: string): void {
  const { addonPath, memoryMb } = JSON.parse(configJson) as SlotConfig;
  const engine = loadEngine(addonPath);
  const prelude = { filename: 'upshot:guest', source: preludeSource };
  const underscore = { filename: 'upshot:underscore', source: underscoreSource };
  const channel = new Channel();
  const runner = new Runner(engine, new Isolates(engine, { prelude, underscore }, memoryMb), channel);
  channel.send(['ready']);
  for (;;) {
    const frame = channel.receive();
    if (frame[0] === 'run') runner.run(frame);
  }
}
