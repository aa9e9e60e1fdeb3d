import type { JsonEntry, JsonNode } from './json-tree.ts';

/** One line of the view. */
export interface JsonRow {
  /** Where it is, as a script writes it. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly node: JsonNode;
  readonly isOpen: boolean;
}

const OPEN_DEPTH = 3;

/** The lines of a value of which some parts were opened or closed, by path. */
export function listRows(root: JsonNode, rootName: string, toggled: ReadonlySet<string>): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  const waiting: { entry: JsonEntry; path: string; depth: number }[] = [
    { entry: { name: rootName, node: root }, path: rootName, depth: 0 },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { entry, path, depth } = next;
    const { node, name } = entry;
    const isOpen = 'entries' in node && depth < OPEN_DEPTH !== toggled.has(path);
    rows.push({ path, name, depth, node, isOpen });
    if (!isOpen || !('entries' in node)) continue;
    const children = node.entries.map((child) => ({
      entry: child,
      path: stepInto(path, node.kind, child.name),
      depth: depth + 1,
    }));
    waiting.push(...children.toReversed());
  }
  return rows;
}

function stepInto(path: string, kind: 'object' | 'array', name: string): string {
  if (kind === 'array') return `${path}[${name}]`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}
