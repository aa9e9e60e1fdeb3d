import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { describeError } from './describe-error.ts';
import { installGlobals } from './globals.ts';
import { define, forgetLastMatch, runScriptText } from './primordials.ts';

/**
 * Prepares a fresh context and gives back the function that runs the user's script in it: a text as a classic script,
 * whose top-level variables and functions are global, or a function; without one it makes the context as new. Functions
 * cross only as arguments, so the bridge comes as name, function, name, function…
 */
export function prepare(...namesAndFunctions: unknown[]): (script?: string | (() => void)) => void {
  const bridge = makeBridge(namesAndFunctions);
  const renew = installGlobals(bridge);
  return (script) => {
    if (script === undefined) return renew();
    let errorJson: string | undefined;
    // Neither this code's matches nor those of Underscore are the script's.
    forgetLastMatch();
    try {
      if (typeof script === 'string') runScriptText(script);
      else script();
    } catch (thrown) {
      errorJson = describeError(thrown);
    }
    reach(bridge.finish, errorJson);
  };
}

function makeBridge(namesAndFunctions: unknown[]): Bridge {
  const bridge = { __proto__: null };
  for (let i = 0; i < namesAndFunctions.length; i += 2) {
    define(bridge, namesAndFunctions[i] as string, namesAndFunctions[i + 1]);
  }
  return bridge as unknown as Bridge;
}
