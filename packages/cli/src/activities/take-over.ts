import { parseExactly } from '@upshot/shared/exact-json';
import type { Prompts } from '../input/prompts.ts';

/**
 * Makes activities of other projects, such as captured ones, activities of this project: asks first. Gives the JSON
 * texts to send; those that name this project, or none, stay byte for byte.
 */
export async function takeOver(
  prompts: Prompts,
  project: string,
  texts: readonly string[],
): Promise<readonly string[]> {
  const moved = texts.map((text) => moveTo(project, text));
  const origins = moved.flatMap(({ origin }) => origin ?? []);
  if (origins.length === 0) return texts;
  const count = origins.length === 1 ? 'An activity is' : `${origins.length} activities are`;
  const named = [...new Set(origins)].join(', ');
  await prompts.confirm(`${count} of another project (${named}). Send as of ${project}?`);
  return moved.map(({ text }) => text);
}

interface Moved {
  readonly text: string;
  /** The other project that the activity said it is of. */
  readonly origin?: string;
}

function moveTo(project: string, text: string): Moved {
  const activity = parseExactly(text) as Readonly<Record<string, unknown>>;
  const { project: origin } = activity;
  if (typeof origin !== 'string' || origin === project) return { text };
  return { text: JSON.stringify({ ...activity, project }), origin };
}
