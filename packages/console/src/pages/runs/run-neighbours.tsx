import { Link, useLocation } from '@tanstack/react-router';
import { placeIn } from './run-list-state.ts';

/** The runs before and after this one, in the list that the reader came from. */
export function RunNeighbours({ project, run }: { readonly project: string; readonly run: string }) {
  const place = placeIn(useLocation({ select: ({ state }) => state.runs }), run);
  if (place === undefined) return null;
  return (
    <nav aria-label="Runs of the list" className="neighbours">
      <Neighbour project={project} run={place.previous} shortcut="[">
        ‹ Previous
      </Neighbour>
      <span className="hint">{`${place.number} of ${place.of}`}</span>
      <Neighbour project={project} run={place.next} shortcut="]">
        Next ›
      </Neighbour>
    </nav>
  );
}

function Neighbour({
  project,
  run,
  shortcut,
  children,
}: {
  readonly project: string;
  readonly run: string | undefined;
  readonly shortcut: string;
  readonly children: string;
}) {
  if (run === undefined) return null;
  return (
    // Back leads to the list, however many runs were looked at.
    <Link
      to="/p/$project/runs/$run"
      params={{ project, run }}
      search={({ tab }) => (tab === 'attempts' || tab === 'requests' ? { tab } : {})}
      state
      replace
      aria-keyshortcuts={shortcut}
      data-shortcut={shortcut}
    >
      {children}
    </Link>
  );
}
