const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * The members of a JSON object, each value as the text that it was, so that no digit is lost. A key is as JSON writes
 * it, without its quotes. Throws what the page can show for any other text.
 */
export function splitObject(text: string): ReadonlyMap<string, string> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('The file must hold a JSON object: keys and values.');
  const members = new Map<string, string>();
  let depth = 0;
  let key: string | undefined;
  let start = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    const isEnd = depth === 1 && key !== undefined && (found === ',' || found === '}');
    if (isEnd && key !== undefined) {
      members.set(key, text.slice(start, index).trim());
      key = undefined;
    }
    if (found === '{' || found === '[') depth += 1;
    else if (found === '}' || found === ']') depth -= 1;
    else if (depth === 1 && key === undefined && found.startsWith('"'))
      key = JSON.stringify(JSON.parse(found)).slice(1, -1);
    else if (depth === 1 && found === ':') start = index + 1;
  }
  return members;
}

/** Writes what {@link splitObject} reads. */
export function joinObject(members: Iterable<readonly [string, string]>): string {
  const lines = [...members].map(([key, value]) => `  "${key}": ${value}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}
