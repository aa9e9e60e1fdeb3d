import type { Database } from '@upshot/ledger/connect';
import { warnAboutFilter } from '../integrations/warn-about-filter.ts';
import { warnAboutRecipients } from '../integrations/warn-about-recipients.ts';
import type { ApplyPlan } from './plan-apply.ts';

/** Warns of what is changed as asked, and holds for a mistake. */
export async function warnAboutPlan(database: Database, { changes }: ApplyPlan): Promise<readonly string[]> {
  const warnings = changes.map(async ({ step, told: { name } }) => {
    if (step.kind === 'delete') return [];
    const shall =
      step.kind === 'create' ? step.integration : { ...step.before, ...step.change, ...step.change?.filter };
    const { events, states } = shall;
    const found = [
      ...warnAboutFilter({ events, states }),
      ...(await warnAboutRecipients(database, { settings: shall.settings })),
    ];
    return found.map((warning) => `${name}: ${warning}`);
  });
  return (await Promise.all(warnings)).flat();
}
