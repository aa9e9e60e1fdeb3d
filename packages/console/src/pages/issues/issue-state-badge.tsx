import type { Issue } from '../../api/entities.generated.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';

const tones: { readonly [S in Issue['state']]: Tone } = {
  open: 'bad',
  acknowledged: 'warn',
  resolved: 'good',
};

/** The state of an issue; one that was resolved and failed again says so. */
export function IssueStateBadge({ issue }: { readonly issue: Pick<Issue, 'state' | 'reopened'> }) {
  return <Badge tone={tones[issue.state]}>{issue.reopened ? 'open again' : issue.state}</Badge>;
}
