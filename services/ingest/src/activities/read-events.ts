import type { Submission } from '@upshot/ledger/activities/plan';
import { Problem } from '@upshot/shared/problem';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { BodyText } from '../http/body/json-body.ts';
import { MAX_ACTIVITIES } from '../http/body/list-limits.ts';
import type { FieldFault } from '../http/problems/explain-fault.ts';
import { invalid } from '../http/validate.ts';
import type { ReadActivity } from './read-activity.ts';
import { readEvent } from './read-event.ts';
import type { SubmissionContext } from './read-submissions.ts';

/**
 * Reads CloudEvents as activities: the payload of each is the event, in the text in which it was posted. Throws a
 * problem that names every fault.
 */
export function readEvents(content: 'one' | 'batch') {
  return (value: unknown, body: BodyText | undefined, context: SubmissionContext): readonly Submission[] => {
    const events = listEvents(content, value, body);
    const faults: FieldFault[] = [];
    const submissions: Submission[] = [];
    for (const { event, text, field } of events) {
      const read = readEvent(event, field);
      if ('faults' in read) faults.push(...read.faults);
      else submissions.push({ ...context, ...read, body: writeActivity(read, text) });
    }
    if (faults.length > 0) throw invalid(faults);
    return submissions;
  };
}

interface PostedEvent {
  readonly event: unknown;
  readonly text: string;
  readonly field: string;
}

function listEvents(
  content: 'one' | 'batch',
  value: unknown,
  body: BodyText | undefined,
): readonly PostedEvent[] {
  if (body === undefined)
    throw new Problem('malformed_json', 'The body is empty: send an event, or a batch.');
  if (content === 'one') return [{ event: value, text: body.text, field: '' }];
  if (!Array.isArray(value))
    throw invalid([{ field: '', message: 'must be a batch: a JSON array of events' }]);
  if (value.length === 0 || value.length > MAX_ACTIVITIES) {
    throw invalid([{ field: '', message: `must list 1 to ${MAX_ACTIVITIES} events, not ${value.length}` }]);
  }
  return body.elements.map(({ start, end }, index) => ({
    event: value[index] as unknown,
    text: body.text.slice(start, end),
    field: `[${index}]`,
  }));
}

function writeActivity(
  { facts, createdAt }: Exclude<ReadActivity, { faults: unknown }>,
  event: string,
): string {
  const known = { ...facts, ...(createdAt === undefined ? {} : { created_at: toTimestamp(createdAt) }) };
  return `${JSON.stringify(known).slice(0, -1)},"payload":${event.trim()}}`;
}
