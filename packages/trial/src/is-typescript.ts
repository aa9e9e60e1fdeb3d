import { toJavaScript } from '@upshot/sandbox/typescript';

/** Tells whether a script is run without its types. */
export function isTypeScript(source: string): boolean {
  return toJavaScript(source) !== source;
}
