import type { Lane } from '../../api/entities.generated.ts';
import { formatDuration } from '../../format.ts';
import { IntegrationLink } from '../../parts/integration-link.tsx';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { makeVisible } from '../../parts/visible-text.ts';

const tones: { readonly [S in Lane['state']]: Tone } = {
  active: 'good',
  parked: 'busy',
  paused: 'quiet',
  limited: 'quiet',
  waiting: 'warn',
};

/** One row a lane, the one that waits longest first. */
export function LanesTable({ lanes, isCut }: { readonly lanes: readonly Lane[]; readonly isCut: boolean }) {
  if (lanes.length === 0) return <p className="empty">No run is due.</p>;
  return (
    <>
      <ListTable columns={['Integration', 'Project', 'State', 'Waits for', 'Worker']}>
        {lanes.map((lane) => (
          <LaneRow key={lane.id} lane={lane} />
        ))}
      </ListTable>
      {isCut ? (
        <p className="hint">
          The {lanes.length} that wait longest. All of them: <code>upshot lane:list --all</code>
        </p>
      ) : null}
    </>
  );
}

function LaneRow({ lane }: { readonly lane: Lane }) {
  const { project, integration, integration_name: name, state, oldest_age_ms, worker } = lane;
  return (
    <tr>
      <td>
        <IntegrationLink project={project} id={integration} name={name} />
      </td>
      <td>{makeVisible(project)}</td>
      <td>
        <Badge tone={tones[state]}>{state}</Badge>
      </td>
      <td className="nowrap">{formatDuration(oldest_age_ms)}</td>
      <td>{worker === null ? '–' : <code>{makeVisible(worker)}</code>}</td>
    </tr>
  );
}
