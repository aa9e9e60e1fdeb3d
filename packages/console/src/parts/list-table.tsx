import type { ReactNode } from 'react';

/** A list as a table: one row an item; two lines a row on a small screen. */
export function ListTable({
  caption,
  columns,
  children,
}: {
  readonly caption?: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
}) {
  return (
    <table className="list">
      {caption === undefined ? null : <caption>{caption}</caption>}
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
