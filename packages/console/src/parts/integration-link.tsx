import { Link } from '@tanstack/react-router';
import { makeVisible } from './visible-text.ts';

/** The name of an integration, which leads to its page. */
export function IntegrationLink({
  project,
  id,
  name,
}: {
  readonly project: string;
  readonly id: string;
  readonly name: string;
}) {
  return (
    <Link to="/p/$project/integrations/$integration" params={{ project, integration: id }}>
      {makeVisible(name)}
    </Link>
  );
}
