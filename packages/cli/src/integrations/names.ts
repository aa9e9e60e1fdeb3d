import { MAX_NAME_CHARACTERS } from '@upshot/integrations/name-field';

/** Makes a name of any text, such as that of a file; undefined when nothing of it can be in a name. */
export function toName(text: string): string | undefined {
  const name = text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_NAME_CHARACTERS)
    .replace(/-+$/, '');
  return name === '' ? undefined : name;
}

/** The first of `name`, `name-2`, `name-3`, … that is not among `taken`. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  let free = name;
  for (let number = 2; used.has(free.toLowerCase()); number++) {
    const suffix = `-${number}`;
    free = name.slice(0, MAX_NAME_CHARACTERS - suffix.length) + suffix;
  }
  return free;
}
