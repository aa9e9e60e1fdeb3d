import { Link } from '@tanstack/react-router';
import type { RunWithAttempts } from '../api/entities.generated.ts';
import { useSession } from './use-session.ts';
import { makeVisible } from './visible-text.ts';

/** Names an activity, and leads to its page, where the session may see it. */
export function ActivityLink({
  project,
  id,
  state,
  text,
}: {
  readonly project: string;
  readonly id: string;
  readonly state?: RunWithAttempts['activity_state'];
  readonly text: string;
}) {
  const { isLimited } = useSession();
  if (isLimited) return makeVisible(text);
  return (
    <Link
      to="/p/$project/activities/$activity"
      params={{ project, activity: id }}
      search={state === undefined ? {} : { state }}
    >
      {makeVisible(text)}
    </Link>
  );
}
