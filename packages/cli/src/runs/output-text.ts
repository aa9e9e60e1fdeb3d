import type { Run } from '../api/entities.ts';

/** What a run printed, as text. */
export function outputText({ output }: Pick<Run, 'output'>): string {
  if (output === undefined || output === null) return '';
  const text = typeof output === 'string' ? output : output.map((line) => line.text).join('\n');
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
