import { parse } from 'acorn';
import type { ecmaVersion, Program } from 'acorn';

/** Parses a source as scripts are written; throws a SyntaxError with its place. */
export function parseScript(source: string, version: ecmaVersion, allowAwait = false): Program {
  return parse(source, {
    ecmaVersion: version,
    sourceType: 'script',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: allowAwait,
    allowHashBang: true,
  });
}
