import type { ActivityOutcomes } from '../../api/entities.generated.ts';
import { formatCount } from '../../format.ts';

/** What an activity fired, as "3 ran · 1 failed · 2 skipped". */
export function describeFired({ ran, failed, pending, skipped }: ActivityOutcomes): string {
  const parts = [
    [ran, 'ran'],
    [failed, 'failed'],
    [pending, 'pending'],
    [skipped, 'skipped'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  return ran + pending === 0 ? ['nothing', ...shown].join(' · ') : shown.join(' · ');
}
