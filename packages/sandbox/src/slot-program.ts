import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { bundle } from './bundle.ts';
import { encodeFrame } from './frames.ts';
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
  const program = bundle(new URL('./slot/main.ts', import.meta.url));
  const prelude = `${bundle(new URL('./guest/prelude.ts', import.meta.url))}.prepare`;
  const bootstrap = `${bundle(new URL('./slot/bootstrap.ts', import.meta.url))}.bootstrap(require)`;
  const underscore = readFileSync(require.resolve('underscore/underscore-umd-min.js'), 'utf8');
  const promiseWatch = `${bundle(new URL('./guest/promise-watch.ts', import.meta.url))}.watchPromises()`;
  const firstFrame = (memoryMb: number, harden: boolean) => {
    const config: SlotConfig = {
      addonPath,
      memoryMb,
      ...(harden && nativePath !== undefined && { nativePath }),
    };
    return encodeFrame([program, JSON.stringify(config), prelude, underscore, promiseWatch]);
  };
  return { addonPath, nativePath, bootstrap, firstFrame };
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
