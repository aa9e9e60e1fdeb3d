/** Loaded before a process (`node --import`), it leaves out the kernel's barrier of its slots, and nothing else. */
import { registerHooks } from 'node:module';

const FOUND = 'const nativePath = findKoffi(addonPath);';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('packages/sandbox/src/slot-program.ts')) return loaded;
    const { source: given = '' } = loaded;
    const source = typeof given === 'string' ? given : new TextDecoder().decode(given ?? undefined);
    if (!source.includes(FOUND)) throw new Error('slot-program.ts does not look for koffi as it did');
    return { ...loaded, source: source.replace(FOUND, 'findKoffi; const nativePath = undefined;') };
  },
});
