import { Link } from '@tanstack/react-router';
import type { Activity, ActivityOutcomes } from '../../api/entities.generated.ts';
import { Badge } from '../../parts/badge.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { describeFired } from './describe-fired.ts';
import { useOutcomes } from './use-outcomes.ts';
import { describeState, readActivity } from './activity-fields.ts';

/** One row an activity; two lines on a small screen. */
export function ActivitiesTable({
  project,
  activities,
}: {
  readonly project: string;
  readonly activities: readonly Activity[];
}) {
  const outcomes = useOutcomes(project, activities);
  return (
    <ListTable columns={['Time', 'Type', 'What', 'Environment', 'State', 'Fired']}>
      {activities.map((activity) => (
        <ActivityRow
          key={activity.id}
          project={project}
          activity={activity}
          fired={outcomes.get(`${activity.id} ${activity.state}`)}
        />
      ))}
    </ListTable>
  );
}

function ActivityRow({
  project,
  activity,
  fired,
}: {
  readonly project: string;
  readonly activity: Activity;
  readonly fired: ActivityOutcomes | undefined;
}) {
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
      <td>{fired === undefined ? '' : describeFired(fired)}</td>
    </tr>
  );
}
