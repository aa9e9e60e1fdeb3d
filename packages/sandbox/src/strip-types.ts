import { stripTypeScriptTypes } from 'node:module';

/** Takes the types out of TypeScript, as Node does, without Node's warning that this function is experimental. */
export function stripTypes(source: string): string {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {};
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    if (!String(args[0]).includes('stripTypeScriptTypes')) emitWarning(...args);
  };
  try {
    return stripTypeScriptTypes(source);
  } finally {
    Object.defineProperty(process, 'emitWarning', original);
  }
}
