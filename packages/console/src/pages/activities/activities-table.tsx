import { Link } from '@tanstack/react-router';
import type { Activity } from '../../api/entities.generated.ts';
import { Badge } from '../../parts/badge.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { describeState, readActivity } from './activity-fields.ts';

/** One row an activity; two lines on a small screen. */
export function ActivitiesTable({
  project,
  activities,
}: {
  readonly project: string;
  readonly activities: readonly Activity[];
}) {
  return (
    <ListTable columns={['Time', 'Type', 'What', 'Environment', 'State']}>
      {activities.map((activity) => (
        <ActivityRow key={activity.id} project={project} activity={activity} />
      ))}
    </ListTable>
  );
}

function ActivityRow({ project, activity }: { readonly project: string; readonly activity: Activity }) {
  const { text, environments, result, createdAt } = readActivity(activity);
  const [tone, word] = describeState(activity, result);
  return (
    <tr>
      <td className="nowrap">{createdAt === undefined ? '–' : <Time iso={createdAt} isRelative />}</td>
      <td>
        <Link to="/p/$project/activities/$activity" params={{ project, activity: activity.id }}>
          {makeVisible(activity.type)}
        </Link>
      </td>
      <td className="wide">{makeVisible(text)}</td>
      <td>{makeVisible(environments.join(', '))}</td>
      <td>
        <Badge tone={tone}>{makeVisible(word)}</Badge>
      </td>
    </tr>
  );
}
