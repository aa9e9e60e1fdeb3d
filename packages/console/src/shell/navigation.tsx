import { Link } from '@tanstack/react-router';

/** The pages of a project: a rail at the side, or a bar at the bottom of a small screen. */
export function Navigation({ project }: { readonly project: string }) {
  return (
    <nav className="rail" aria-label="Pages">
      <ul>
        <li>
          <Link to="/p/$project/activities" params={{ project }} activeProps={{ 'aria-current': 'page' }}>
            Activities
          </Link>
        </li>
        <li>
          <Link to="/p/$project/runs" params={{ project }} activeProps={{ 'aria-current': 'page' }}>
            Runs
          </Link>
        </li>
        <li>
          <Link to="/p/$project/integrations" params={{ project }} activeProps={{ 'aria-current': 'page' }}>
            Integrations
          </Link>
        </li>
      </ul>
    </nav>
  );
}
