import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { bundle } from './bundle.ts';
import { encodeFrame } from './frames.ts';

/** Everything a slot is started with. */
export interface SlotProgram {
  /** The path of isolated-vm's native part for this machine: the one file a slot may read. */
  readonly addonPath: string;
  /** The text of `node --eval`. */
  readonly bootstrap: string;
  /** The first frame for a slot with so much memory: its program, its settings, and the guest's texts. */
  firstFrame(memoryMb: number): Buffer;
}

const require = createRequire(import.meta.url);

let loaded: SlotProgram | undefined;

/** Prepares the slot's program, once a process. */
export function slotProgram(): SlotProgram {
  loaded ??= load();
  return loaded;
}

function load(): SlotProgram {
  const addonPath = findAddon();
  const program = bundle(new URL('./slot/main.ts', import.meta.url));
  const prelude = `${bundle(new URL('./guest/prelude.ts', import.meta.url))}.prepare`;
  const bootstrap = `${bundle(new URL('./slot/bootstrap.ts', import.meta.url))}.bootstrap(require)`;
  const underscore = readFileSync(require.resolve('underscore/underscore-umd-min.js'), 'utf8');
  const promiseWatch = `${bundle(new URL('./guest/promise-watch.ts', import.meta.url))}.watchPromises()`;
  const firstFrame = (memoryMb: number) =>
    encodeFrame([program, JSON.stringify({ addonPath, memoryMb }), prelude, underscore, promiseWatch]);
  return { addonPath, bootstrap, firstFrame };
}

/** Asks the finder that isolated-vm itself uses, here rather than in the slot, which may not look around. */
function findAddon(): string {
  const entry = require.resolve('isolated-vm');
  const finder = createRequire(entry)('node-gyp-build') as { path: (directory: string) => string };
  return finder.path(dirname(entry));
}
