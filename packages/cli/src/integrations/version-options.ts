import { Option } from 'commander';
import type { ScriptVersion } from '../api/entities.ts';
import { integerFrom } from '../input/parse-option.ts';
import type { Terminal } from '../terminal.ts';

export interface VersionOptions {
  readonly message?: string;
  readonly ifVersion?: number;
}

/** The options of every command that adds a version of a script. */
export const versionOptions: readonly Option[] = [
  new Option('-m, --message <text>', 'why, for people'),
  new Option('--if-version <number>', 'only while this is the current version').argParser(integerFrom(1)),
];

/** The options as the API takes them. */
export function versionRequest({ message, ifVersion }: VersionOptions): object {
  return { message, if_version: ifVersion };
}

/** Says which version is the current one now. */
export function noteVersion(
  terminal: Terminal,
  name: string,
  before: unknown,
  { version }: ScriptVersion,
): void {
  if (version === before) terminal.note(`Nothing to do: version ${version} of ${name} is the same`, 'green');
  else terminal.note(`Version ${version} of ${name} is the current one`, 'green');
}
