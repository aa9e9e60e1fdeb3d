import type { Selection } from '@upshot/ledger/replays/selection';
import type { FieldFault } from '../http/problems/explain-fault.ts';
import { invalid } from '../http/validate.ts';
import { maxRuns, type ReplayBody } from './replay-schema.ts';

/** A replay that was asked for. */
export interface ReplayRequest {
  readonly selection: Selection;
  /** Undefined: all of the project's. */
  readonly integrations: readonly string[] | undefined;
  readonly script: 'current' | 'original';
  /** How many runs it may make. */
  readonly limit: number;
}

/** A list of activities has a known length; a filter may match more than expected. */
const FILTER_LIMIT = 1000;

/** Reads the body of a replay. Throws the problem `invalid_request` that names what is wrong with it. */
export function readReplay(body: ReplayBody): ReplayRequest {
  return {
    selection: readSelection(body),
    integrations: body.integrations === undefined ? undefined : [...new Set(body.integrations)],
    script: body.script ?? 'current',
    limit: body.limit ?? (body.filter === undefined ? maxRuns : FILTER_LIMIT),
  };
}

function readSelection({ activities, state, filter }: ReplayBody): Selection {
  if (activities !== undefined && filter !== undefined)
    throw fault('filter', 'cannot be given together with activities: it is one or the other');
  if (activities !== undefined) {
    const states = typeof state === 'string' ? [state] : state;
    return { kind: 'named', ids: [...new Set(activities)], states };
  }
  if (filter === undefined) throw fault('activities', 'or filter must say what is to be replayed');
  if (state !== undefined) throw fault('state', 'goes with activities: with a filter, use filter.state');
  return readFilter(filter);
}

function readFilter(filter: NonNullable<ReplayBody['filter']>): Selection {
  const from = readTime('filter.from', filter.from);
  const to = readTime('filter.to', filter.to);
  if (from !== undefined && to !== undefined && from >= to)
    throw fault('filter.to', 'must be later than filter.from');
  return {
    kind: 'filter',
    types: filter.type,
    states: filter.state,
    results: filter.result,
    environments: filter.environment,
    outcomes: filter.outcome,
    from,
    to,
  };
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** With an offset, because the server's time zone is unknown to clients. */
function readTime(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const [matched, year, month, day] = pattern.exec(text) ?? [];
  const time = Date.parse(matched ?? '');
  const isInMonth =
    new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (!Number.isNaN(time) && isInMonth && Number(year) >= 1970) return new Date(time);
  throw fault(field, 'must be a time since 1970 with its offset from UTC, such as 2026-01-31T12:00:00Z');
}

function fault(field: string, message: string): Error {
  const faults: readonly FieldFault[] = [{ field, message }];
  return invalid(faults);
}
