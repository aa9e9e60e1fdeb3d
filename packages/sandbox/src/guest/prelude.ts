import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { describeError } from './describe-error.ts';
import { installGlobals } from './globals.ts';
import { runScriptText } from './primordials.ts';

/**
 * Prepares a fresh context and gives back the function that runs the user's script in it: a text as a classic script,
 * whose top-level variables and functions are global, or a function.
 */
export function prepare(
  input: Bridge['input'],
  print: Bridge['print'],
  call: Bridge['call'],
  hmacCreate: Bridge['hmacCreate'],
  hmacUpdate: Bridge['hmacUpdate'],
  hmacDigest: Bridge['hmacDigest'],
  finish: Bridge['finish'],
): (script: string | (() => void)) => void {
  installGlobals({ input, print, call, hmacCreate, hmacUpdate, hmacDigest, finish });
  return (script) => {
    let errorJson: string | undefined;
    try {
      if (typeof script === 'string') runScriptText(script);
      else script();
    } catch (thrown) {
      errorJson = describeError(thrown);
    }
    reach(finish, errorJson);
  };
}
