import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { encodeFrame } from './frames.ts';
import { cachedTexts, type MadeTexts } from './program-cache.ts';
import type { SlotConfig } from './slot/main.ts';

/** Everything a slot is started with. */
export interface SlotProgram {
  /** The path of isolated-vm's native part for this machine. */
  readonly addonPath: string;
  /** The path of koffi's, which calls the kernel; undefined where there is none. A slot may read these two files. */
  readonly nativePath: string | undefined;
  /** The text of `node --eval`. */
  readonly bootstrap: string;
  /** The first frame for a slot: its program, its settings, and the guest's texts. */
  firstFrame(memoryMb: number, harden: boolean): Buffer;
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
  const nativePath = findKoffi(addonPath);
  const texts = cachedTexts([import.meta.dirname, process.version], makeTexts);
  const [bootstrap = '', program = '', ...guestTexts] = texts;
  const firstFrame = (memoryMb: number, harden: boolean) => {
    const config: SlotConfig = {
      addonPath,
      memoryMb,
      parentPid: process.pid,
      ...(harden && nativePath !== undefined && { nativePath }),
    };
    return encodeFrame([program, JSON.stringify(config), ...guestTexts]);
  };
  return { addonPath, nativePath, bootstrap, firstFrame };
}

/** The text for `--eval`, the program, and the guest's texts. */
function makeTexts(): MadeTexts {
  const underscoreFile = require.resolve('underscore/underscore-umd-min.js');
  const sources = new Set([underscoreFile, fileURLToPath(new URL('./bundle.ts', import.meta.url))]);
  const bundled = (entry: URL) => bundle(entry, sources);
  const texts = [
    `${bundled(new URL('./slot/bootstrap.ts', import.meta.url))}.bootstrap(require)`,
    bundled(new URL('./slot/main.ts', import.meta.url)),
    `${bundled(new URL('./guest/prelude.ts', import.meta.url))}.prepare`,
    readFileSync(underscoreFile, 'utf8'),
    `${bundled(new URL('./guest/promise-watch.ts', import.meta.url))}.watchPromises()`,
    `${bundled(new URL('./guest/tape.ts', import.meta.url))}.installTape`,
    `${bundled(new URL('./guest/frozen-realm.ts', import.meta.url))}.freezeRealm()`,
  ];
  return { texts, sources: [...sources] };
}

/** Asks the finder that isolated-vm itself uses, here rather than in the slot, which may not look around. */
function findAddon(): string {
  const entry = require.resolve('isolated-vm');
  const finder = createRequire(entry)('node-gyp-build') as { path: (directory: string) => string };
  return finder.path(dirname(entry));
}

/** The native part of koffi for this machine, with the C library of isolated-vm's; undefined where there is none. */
function findKoffi(addonPath: string): string | undefined {
  const { platform, arch } = process;
  const library = addonPath.endsWith('.musl.node') ? 'musl' : 'linux';
  const file = `@koromix/koffi-${platform}-${arch}/${library}_${arch}/koffi.node`;
  try {
    return platform === 'linux' && isKnown(arch)
      ? createRequire(require.resolve('koffi')).resolve(file)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The processors whose system calls the barrier knows. */
function isKnown(arch: string): boolean {
  return arch === 'x64' || arch === 'arm64';
}
