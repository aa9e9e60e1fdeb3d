import { Link } from '@tanstack/react-router';

/** The parts of a page: each has an address of its own. */
export function Tabs<T extends string>({
  label,
  tabs,
  current,
}: {
  readonly label: string;
  readonly tabs: readonly (readonly [id: T, title: string])[];
  readonly current: T;
}) {
  return (
    <nav className="tabs" aria-label={label}>
      <ul>
        {tabs.map(([id, title]) => (
          <li key={id}>
            <Link
              to="."
              // Each page has tabs of its own; the router knows only the union of all.
              state
              search={(search) => ({ ...search, tab: id as never })}
              aria-current={id === current ? 'page' : undefined}
            >
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
