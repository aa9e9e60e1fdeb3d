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
  const origins = texts.map((text) => originOf(text));
  const others = origins.filter((origin) => origin !== undefined && origin !== project);
  if (others.length === 0) return texts;
  const count = others.length === 1 ? 'An activity is' : `${others.length} activities are`;
  const named = [...new Set(others)].join(', ');
  await prompts.confirm(`${count} of another project (${named}). Send as of ${project}?`);
  return texts.map((text, index) => {
    const origin = origins[index];
    return origin === undefined || origin === project ? text : moveTo(project, text);
  });
}

/** The project that an activity says it is of; undefined when it says none. */
function originOf(text: string): string | undefined {
  const { project } = parseExactly(text) as { readonly project?: unknown };
  return typeof project === 'string' ? project : undefined;
}

function moveTo(project: string, text: string): string {
  return JSON.stringify({ ...(parseExactly(text) as object), project });
}
