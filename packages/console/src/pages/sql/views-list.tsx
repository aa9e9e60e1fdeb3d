import type { View } from './sql-language.ts';

/** What can be queried: the views and their columns. */
export function ViewsList({ views }: { readonly views: readonly View[] }) {
  return (
    <details className="views">
      <summary>Views and columns</summary>
      <dl>
        {views.map(({ name, columns }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {columns.map((column) => (
                <span key={column.name} title={column.type}>
                  {column.name}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
