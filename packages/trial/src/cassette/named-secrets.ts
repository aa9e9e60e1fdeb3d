/** A text in the variables that is a secret. */
export interface NamedSecret {
  /** `v1`; `url2` for a URL. It is the text of the cassette: `{{v1}}`. */
  readonly name: string;
  readonly text: string;
}

/** The secrets among the texts and numbers of the variables, in their order, by name. */
export function nameSecrets(variables: unknown, secrets: readonly string[]): readonly NamedSecret[] {
  const wanted = new Set(secrets);
  const named = new Map<string, string>();
  for (const { text } of leavesOf(variables)) {
    if (!wanted.has(text) || text === '' || named.has(text)) continue;
    const kind = /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? 'url' : 'v';
    named.set(text, `${kind}${named.size + 1}`);
  }
  return [...named].map(([text, name]) => ({ name, text }));
}

/** The names in the variables of a cassette, each with the text that stands at its place in other variables. */
export function readSecrets(recorded: unknown, given: unknown): readonly NamedSecret[] {
  const texts = new Map(leavesOf(given).map(({ path, text }) => [path, text]));
  return leavesOf(recorded).flatMap(({ path, text: token }) => {
    const [, name] = /^\{\{((?:v|url)\d+)\}\}$/.exec(token) ?? [];
    return name === undefined ? [] : [{ name, text: texts.get(path) ?? standInOf(name) }];
  });
}

/** What a script gets in place of a secret that is not given: where it was a URL, it is one. */
export function standInOf(name: string): string {
  return name.startsWith('url') ? `https://${name}.invalid/` : `{{${name}}}`;
}

interface Leaf {
  readonly path: string;
  readonly text: string;
}

function leavesOf(value: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const rest: (readonly [path: string, value: unknown])[] = [['', value]];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const [path, item] = next;
    if (typeof item === 'string') leaves.push({ path, text: item });
    else if (typeof item === 'number') leaves.push({ path, text: String(item) });
    else if (typeof item === 'object' && item !== null)
      for (const [key, part] of Object.entries(item).toReversed())
        rest.push([`${path}/${JSON.stringify(key)}`, part]);
  }
  return leaves;
}

/** A JSON value whose texts are mapped; secrets that are numbers become texts. */
export function mapLeaves(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (typeof value === 'number') {
    const text = map(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => mapLeaves(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLeaves(item, map)]));
}
