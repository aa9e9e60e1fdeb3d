import type { Api } from '../api/api.ts';
import { Failure } from '../failure.ts';
import { exportedViews, type ExportedName, type ExportedView } from './views.ts';

/** A part of what is exported. */
export interface Page {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What is exported: rows of a time from `from` on, and before `to`. */
export interface ExportOrder {
  readonly view: ExportedName;
  /** Undefined: of every project. */
  readonly project: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly pageRows: number;
}

interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly truncated: boolean;
}

/** Reads the rows in the order of their time, page after page: each begins behind the last row of the one before. */
export async function* readPages(api: Api, order: ExportOrder): AsyncGenerator<Page> {
  const view: ExportedView = exportedViews[order.view];
  let after: Last | undefined;
  for (;;) {
    const body = { query: writeQuery(order, view, after), limit: order.pageRows };
    const { columns, rows, truncated } = await api.send<Answer>('POST', ['sql'], body);
    const last = rows.at(-1);
    if (last === undefined && truncated) throw new Failure('A row is larger than the 16 MB of an answer');
    yield { columns: columns.map(({ name }) => name), rows };
    if (last === undefined || (!truncated && rows.length < order.pageRows)) return;
    after = lastOf(view, columns, last);
  }
}

/** The time and the keys of a row, with their types. */
type Last = readonly { readonly value: string; readonly type: string }[];

function lastOf({ time, keys }: ExportedView, columns: Answer['columns'], row: readonly unknown[]): Last {
  return [time, ...keys].map((name) => {
    const index = columns.findIndex((column) => column.name === name);
    return { value: String(row[index]), type: columns[index]?.type ?? 'text' };
  });
}

function writeQuery(
  { view, project, from, to }: ExportOrder,
  { time, keys }: ExportedView,
  after?: Last,
): string {
  const order = [time, ...keys].join(', ');
  const begin = after?.[0]?.value ?? from;
  const conditions = [
    `${time} >= ${quote(begin)}::timestamptz and ${time} < ${quote(to)}::timestamptz`,
    ...(project === undefined ? [] : [`project = ${quote(project)}`]),
    ...(after === undefined
      ? []
      : [`(${order}) > (${after.map(({ value, type }) => `${quote(value)}::${type}`).join(', ')})`]),
  ];
  return `select * from v1.${view} where ${conditions.join(' and ')} order by ${order}`;
}

/** A literal of SQL; the server has standard_conforming_strings on, as it is by default. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
