import { expect, onTestFinished, test } from 'vitest';
import { hideProcess } from './hide-process.ts';
import { loadNative } from './slot/barrier/native.ts';
import { slotProgram } from './slot-program.ts';

const PR_GET_DUMPABLE = 3;
const PR_SET_DUMPABLE = 4;

test.runIf(process.platform === 'linux')('a hidden process cannot be read or traced by others', () => {
  const native = loadNative(slotProgram().nativePath ?? '');
  onTestFinished(() => void native.call('prctl', PR_SET_DUMPABLE, 1));
  expect(native.call('prctl', PR_GET_DUMPABLE).value).toBe(1);
  expect(hideProcess()).toBe(true);
  expect(native.call('prctl', PR_GET_DUMPABLE).value).toBe(0);
});
