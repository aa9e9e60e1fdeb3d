import { readJsonTree, type JsonNode } from '../../parts/json-view/json-tree.ts';

/** A value of an answer as text: as PostgreSQL wrote it, digit by digit. Null is no text. */
export type Cell = string | null;

/** What a query answers. */
export interface SqlAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
  readonly truncated: boolean;
}

/** Reads an answer without making numbers of its digits. */
export function readAnswer(text: string): SqlAnswer {
  const answer = entriesOf(readJsonTree(text));
  const columns = listOf(answer.get('columns')).map((column) => {
    const fields = entriesOf(column);
    return { name: toCell(fields.get('name')) ?? '', type: toCell(fields.get('type')) ?? '' };
  });
  const rows = listOf(answer.get('rows')).map((row) => listOf(row).map(toCell));
  return { columns, rows, truncated: toCell(answer.get('truncated')) === 'true' };
}

function entriesOf(node: JsonNode | undefined): ReadonlyMap<string, JsonNode> {
  const entries = node !== undefined && 'entries' in node ? node.entries : [];
  return new Map(entries.map(({ name, node: value }) => [name, value]));
}

function listOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node !== undefined && 'entries' in node ? node.entries.map((entry) => entry.node) : [];
}

function toCell(node: JsonNode | undefined): Cell {
  if (node === undefined || ('raw' in node && node.raw === 'null')) return null;
  if ('entries' in node) return writeJson(node);
  return node.kind === 'text' ? (JSON.parse(node.raw) as string) : node.raw;
}

function writeJson(node: JsonNode): string {
  if (!('entries' in node)) return node.raw;
  if (node.kind === 'array') return `[${node.entries.map((entry) => writeJson(entry.node)).join(', ')}]`;
  const fields = node.entries.map((entry) => `${JSON.stringify(entry.name)}: ${writeJson(entry.node)}`);
  return `{${fields.join(', ')}}`;
}
