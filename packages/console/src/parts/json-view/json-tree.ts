/** A value of a JSON text. What is shown of it is a piece of that text: no number is rounded, no order changed. */
export type JsonNode =
  | { readonly kind: 'text' | 'number' | 'word'; readonly raw: string }
  | { readonly kind: 'object' | 'array'; readonly entries: readonly JsonEntry[] };

/** A property or an element. */
export interface JsonEntry {
  readonly name: string;
  readonly node: JsonNode;
}

const token = /\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{},:])/y;

interface Open {
  readonly kind: 'object' | 'array';
  readonly entries: JsonEntry[];
  name: string | undefined;
}

/** Reads a text that is known to be JSON, without recursion: it may be nested deeply. */
export function readJsonTree(text: string): JsonNode {
  const stack: Open[] = [];
  const top: { node?: JsonNode } = {};
  const add = (node: JsonNode) => {
    const parent = stack.at(-1);
    if (parent === undefined) top.node = node;
    else parent.entries.push({ name: parent.name ?? String(parent.entries.length), node });
    if (parent !== undefined) parent.name = undefined;
  };
  for (const raw of tokensOf(text)) {
    const parent = stack.at(-1);
    if (raw === '{' || raw === '[') {
      const open: Open = { kind: raw === '{' ? 'object' : 'array', entries: [], name: undefined };
      add(open);
      stack.push(open);
    } else if (raw === '}' || raw === ']') stack.pop();
    else if (raw === ',' || raw === ':') continue;
    else if (raw.startsWith('"') && parent?.kind === 'object' && parent.name === undefined)
      parent.name = JSON.parse(raw) as string;
    else add({ kind: kindOf(raw), raw });
  }
  return top.node ?? { kind: 'word', raw: '' };
}

function* tokensOf(text: string): Generator<string> {
  const scan = new RegExp(token);
  for (let found = scan.exec(text); found !== null; found = scan.exec(text)) yield found[1] ?? '';
}

function kindOf(raw: string): 'text' | 'number' | 'word' {
  if (raw.startsWith('"')) return 'text';
  return /^[-\d]/.test(raw) ? 'number' : 'word';
}
