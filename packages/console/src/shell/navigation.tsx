import { Link } from '@tanstack/react-router';
import { useSession } from '../parts/use-session.ts';
import { pagesFor } from './pages.ts';

/** The pages of a project: a rail at the side, or a bar at the bottom of a small screen. */
export function Navigation({ project }: { readonly project: string }) {
  const pages = pagesFor(useSession());
  return (
    <nav className="rail" aria-label="Pages">
      <ul>
        {pages.map(({ to, title }) => (
          <li key={to}>
            <Link to={to} params={{ project }} activeProps={{ 'aria-current': 'page' }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
