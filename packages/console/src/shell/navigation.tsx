import { Link } from '@tanstack/react-router';
import { useSession } from '../parts/use-session.ts';

const pages = [
  ['/p/$project/activities', 'Activities'],
  ['/p/$project/runs', 'Runs'],
  ['/p/$project/integrations', 'Integrations'],
] as const;

/** The pages of a project: a rail at the side, or a bar at the bottom of a small screen. */
export function Navigation({ project }: { readonly project: string }) {
  const { canChange, seesSystem } = useSession();
  const shown = [
    ...pages,
    ...(seesSystem ? [['/p/$project/system', 'System'] as const] : []),
    ...(seesSystem && canChange ? [['/p/$project/sql', 'SQL'] as const] : []),
    ...(canChange ? [['/p/$project/changes', 'Changes'] as const] : []),
  ];
  return (
    <nav className="rail" aria-label="Pages">
      <ul>
        {shown.map(([to, title]) => (
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
