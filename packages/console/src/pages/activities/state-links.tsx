import { Link } from '@tanstack/react-router';
import { words } from '../../words.ts';
import type { Receipt } from './receipt-view.tsx';

/** The states in which an activity was recorded, the latest first. */
export function StateLinks({
  receipts,
  current,
}: {
  readonly receipts: readonly Receipt[];
  readonly current: Receipt['activity']['state'];
}) {
  return (
    <nav className="states" aria-label="States of the activity">
      Recorded as{' '}
      {receipts.map(({ activity: { state } }) => (
        <Link
          key={state}
          to="."
          search={(search) => ({ ...search, state })}
          aria-current={state === current ? 'true' : undefined}
        >
          {words.states[state]}
        </Link>
      ))}
    </nav>
  );
}
