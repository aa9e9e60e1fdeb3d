import { toTimestamp } from '@upshot/shared/timestamp';
import { Failure } from '../failure.ts';
import { expandType } from './activity-types.ts';

/** What `activity:replay` was asked for. */
export interface ReplayOptions {
  readonly type?: readonly string[];
  readonly state?: readonly string[];
  readonly result?: readonly string[];
  readonly environment?: readonly string[];
  readonly outcome?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  readonly integration?: readonly string[];
  readonly script?: string;
  readonly limit?: number;
}

/** The body of a replay. What is absent does not narrow it. */
export interface ReplayRequest {
  readonly activities?: readonly string[];
  readonly state?: readonly string[];
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly integrations?: readonly string[];
  readonly script?: string;
  readonly limit?: number;
}

/** Turns either ids or filters into a request; both allow a state. Throws a Failure for both or neither. */
export function readReplayRequest(ids: readonly string[], options: ReplayOptions): ReplayRequest {
  const { state, result, environment, outcome, from, to, integration, script, limit } = options;
  const type = options.type?.flatMap((word) => (word.includes('*') ? [word] : expandType(word)));
  const times = { from: from && toTimestamp(from), to: to && toTimestamp(to) };
  const filter = present({ type, result, environment, outcome, ...times });
  if (ids.length > 0 && Object.keys(filter).length > 0)
    throw new Failure('Name activities by id or by filters, not both.');
  if (ids.length === 0 && Object.keys({ ...filter, ...present({ state }) }).length === 0) {
    throw new Failure(
      'Say which activities: by their ids, or by filters such as --type, --outcome and --from.',
    );
  }
  const which =
    ids.length > 0 ? { activities: ids, ...present({ state }) } : { filter: present({ ...filter, state }) };
  return { ...which, ...present({ integrations: integration, script, limit }) };
}

function present(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
