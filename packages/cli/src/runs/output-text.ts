import type { Run } from '../api/entities.ts';

/** The output of a run, ended by a newline unless it is empty. */
export function outputText({ output }: Pick<Run, 'output'>): string {
  return output === '' || output.endsWith('\n') ? output : `${output}\n`;
}
