import type { StreamedActivity, StreamedIntegration, StreamedRun } from '../../api/entities.generated.ts';
import type { Tone } from '../../parts/badge.tsx';
import type { StreamMessage } from '../../stream/stream-message.ts';
import { words } from '../../words.ts';
import type { LiveSearch } from './live-search.ts';

/** An event as the page shows it. */
export interface LiveEvent {
  readonly key: string;
  readonly kind: StreamMessage['event'];
  readonly at: string;
  readonly tone: Tone;
  /** What happened, in a word or two. */
  readonly outcome: string;
  readonly subject: string;
  readonly details: readonly string[];
  readonly link: { readonly to: 'run' | 'activity' | 'integration'; readonly id: string } | undefined;
  readonly facts: {
    readonly outcome?: string | null;
    readonly type?: string;
    readonly environments: readonly string[];
  };
}

/** Reads an event of the stream; undefined for a sign of life. */
export function readLiveEvent({ event, id, data }: StreamMessage): LiveEvent | undefined {
  if (event === 'run') return { key: id, kind: event, ...ofRun(data as StreamedRun) };
  if (event === 'activity') return { key: id, kind: event, ...ofActivity(data as StreamedActivity) };
  if (event === 'integration') return { key: id, kind: event, ...ofIntegration(data as StreamedIntegration) };
  if (event === 'gap') return { key: id, kind: event, ...ofGap((data as { count: number | null }).count) };
  return undefined;
}

/** Whether an event passes the filters; a gap always does. */
export function isWanted(event: LiveEvent, { event: kinds, outcome, type, environment, find }: LiveSearch) {
  if (event.kind === 'gap') return true;
  const { facts } = event;
  const shown = [event.outcome, event.subject, ...event.details].join(' ').toLowerCase();
  return (
    (kinds === undefined || kinds.some((kind) => kind === event.kind)) &&
    (outcome === undefined || outcome.some((wanted) => wanted === facts.outcome)) &&
    (type === undefined || facts.type === type) &&
    (environment === undefined || facts.environments.includes(environment)) &&
    (find === undefined || shown.includes(find.toLowerCase()))
  );
}

type Described = Omit<LiveEvent, 'key' | 'kind'>;

function ofRun(run: StreamedRun): Described {
  const { outcome, error, state } = run;
  const environments = run.environments ?? [];
  const said = error === null ? run.first_line : `${error.name}: ${error.message}`;
  return {
    at: run.logged_at ?? run.created_at,
    tone: outcome === 'succeeded' ? 'good' : outcome === 'cancelled' ? 'quiet' : 'bad',
    outcome: `${outcome === null ? 'ended' : words.outcomes[outcome]}${state === 'pending' ? ', retried' : ''}`,
    subject: run.integration_name,
    details: [run.activity_type, environments.join(', '), said],
    link: { to: 'run', id: run.id },
    facts: { outcome, type: run.activity_type, environments },
  };
}

function ofActivity({
  id,
  type,
  state,
  result,
  environments,
  recorded_at,
  matched,
}: StreamedActivity): Described {
  return {
    at: recorded_at,
    tone: 'quiet',
    outcome: result === null ? state.replace('_', ' ') : `${state.replace('_', ' ')}, ${result}`,
    subject: type,
    details: [
      environments.join(', '),
      matched === 0 ? 'nothing fired' : `fired ${words.integrations(matched)}`,
    ],
    link: { to: 'activity', id },
    facts: { type, environments },
  };
}

function ofIntegration(integration: StreamedIntegration): Described {
  const { id, name, deleted_at, paused_at, paused_reason, updated_at, created_at } = integration;
  const isDeleted = deleted_at !== null;
  const what = isDeleted
    ? 'deleted'
    : paused_at !== null
      ? 'paused'
      : updated_at === null
        ? 'added'
        : 'changed';
  return {
    at: deleted_at ?? updated_at ?? created_at,
    tone: paused_at === null ? 'quiet' : 'warn',
    outcome: what,
    subject: name,
    details: [paused_reason ?? ''],
    link: isDeleted ? undefined : { to: 'integration', id },
    facts: { environments: [] },
  };
}

function ofGap(count: number | null): Described {
  return {
    at: new Date().toISOString(),
    tone: 'warn',
    outcome: 'gap',
    subject: count === null ? 'Events were passed over' : `${words.events(count)} passed over`,
    details: [],
    link: undefined,
    facts: { environments: [] },
  };
}
