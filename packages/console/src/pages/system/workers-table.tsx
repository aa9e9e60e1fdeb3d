import type { Worker } from '../../api/entities.generated.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';

const tones: { readonly [S in Worker['state']]: Tone } = {
  active: 'good',
  draining: 'busy',
  drained: 'quiet',
  silent: 'bad',
};

/** One row a worker. */
export function WorkersTable({ workers }: { readonly workers: readonly Worker[] }) {
  if (workers.length === 0) {
    return (
      <div className="empty">
        <p>No worker runs, so that nothing is done. Start one:</p>
        <pre>npm run worker</pre>
      </div>
    );
  }
  return (
    <ListTable
      columns={['Worker', 'State', 'Lanes', 'Computing', 'Slots', 'Last claim', 'Started', 'Version']}
    >
      {workers.map((worker) => (
        <WorkerRow key={worker.id} worker={worker} />
      ))}
    </ListTable>
  );
}

function WorkerRow({
  worker: { id, state, lanes, slots, claimed_at, started_at, version },
}: {
  readonly worker: Worker;
}) {
  const busy = slots.running === null || slots.blocked === null ? null : slots.running + slots.blocked;
  return (
    <tr>
      <td>
        <code>{makeVisible(id)}</code>
      </td>
      <td>
        <Badge tone={tones[state]}>{state}</Badge>
      </td>
      <td className="nowrap">{share(lanes.active, lanes.total)}</td>
      <td className="nowrap">{share(slots.running, slots.max_running)}</td>
      <td className="nowrap">{share(busy, slots.max)}</td>
      <td className="nowrap">{claimed_at === null ? 'never' : <Time iso={claimed_at} isRelative />}</td>
      <td className="nowrap">
        <Time iso={started_at} isRelative />
      </td>
      <td>{makeVisible(version)}</td>
    </tr>
  );
}

/** Null for a worker of an older version. */
function share(used: number | null, all: number | null): string {
  return used === null || all === null ? '–' : `${used} of ${all}`;
}
