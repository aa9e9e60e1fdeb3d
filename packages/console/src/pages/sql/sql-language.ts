import { PostgreSQL, sql } from '@codemirror/lang-sql';
import type { Extension } from '@codemirror/state';
import type { SqlAnswer } from './read-answer.ts';

/** Asks which columns the views have, with the role of the queries. */
export const columnsQuery = `select table_name, column_name, data_type
from information_schema.columns
where table_schema = 'v1'
order by table_name, ordinal_position`;

/** A view of the contract, with its columns. */
export interface View {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The answer of {@link columnsQuery} as views. */
export function readViews({ rows }: SqlAnswer): readonly View[] {
  const views = Map.groupBy(rows, ([view]) => view ?? '');
  return [...views].map(([name, columns]) => ({
    name,
    columns: columns.map(([, column, type]) => ({ name: column ?? '', type: type ?? '' })),
  }));
}

/** SQL that completes the names of views and columns. */
export function createSqlLanguage(views: readonly View[]): Extension {
  const schema = Object.fromEntries(
    views.map(({ name, columns }) => [name, columns.map((column) => column.name)]),
  );
  return sql({ dialect: PostgreSQL, schema, upperCaseKeywords: false });
}
