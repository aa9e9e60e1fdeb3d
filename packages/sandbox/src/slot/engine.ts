import type ivm from 'isolated-vm';

/** isolated-vm, loaded from the path of its native part. */
export type Engine = typeof ivm;

/** The guest's code, as text and, after the first isolate, as V8's code cache. Only the prelude is for every script. */
export interface GuestCode {
  readonly prelude: CodeText;
  readonly underscore: CodeText;
  readonly promiseWatch: CodeText;
  readonly tape: CodeText;
  readonly frozenRealm: CodeText;
}

/** One text that every isolate compiles. */
export interface CodeText {
  readonly filename: string;
  readonly source: string;
  cachedData?: ivm.ExternalCopy<ArrayBuffer>;
}

/** Loads isolated-vm's native addon, which is the only file a slot may read. */
export function loadEngine(addonPath: string): Engine {
  const loaded = { exports: {} };
  process.dlopen(loaded, addonPath);
  return (loaded.exports as { ivm: Engine }).ivm;
}
