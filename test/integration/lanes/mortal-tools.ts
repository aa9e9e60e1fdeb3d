import type { Database } from '@upshot/ledger/connect';
import type { TurnTools } from '../../../services/worker/src/lanes/take-turn.ts';
import { createSettler } from '../../../services/worker/src/runs/settler.ts';
import type { Mortal } from './fate.ts';
import { events } from './machinery.ts';

/** The tools of a worker whose every step outside its process may be its last. */
export function mortalTools(
  database: Database,
  tools: Omit<TurnTools, 'settler' | 'worker'>,
  { name, mortal }: { readonly name: string; readonly mortal: Mortal },
): TurnTools {
  const settler = createSettler({ database, events, aborting: tools.aborting });
  return {
    ...tools,
    worker: name,
    integrations: {
      read: (...asked) => mortal.around(() => tools.integrations.read(...asked)),
    },
    settler: {
      write: (operation) => mortal.around(() => settler.write(operation)),
      expect: () => settler.expect(),
      isFull: false,
      close: () => settler.close(),
    },
    wake: (lane) => mortal.around(() => tools.wake(lane)),
  };
}
