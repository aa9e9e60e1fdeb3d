import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { describeError } from './describe-error.ts';
import { installGlobals } from './globals.ts';

/** Prepares a fresh context and gives back the function that runs the user's script in it. */
export function prepare(
  input: Bridge['input'],
  print: Bridge['print'],
  call: Bridge['call'],
  hmacCreate: Bridge['hmacCreate'],
  hmacUpdate: Bridge['hmacUpdate'],
  hmacDigest: Bridge['hmacDigest'],
  finish: Bridge['finish'],
): (script: () => void) => void {
  installGlobals({ input, print, call, hmacCreate, hmacUpdate, hmacDigest, finish });
  return (script) => {
    let errorJson: string | undefined;
    try {
      script();
    } catch (thrown) {
      errorJson = describeError(thrown);
    }
    reach(finish, errorJson);
  };
}
