import { Problem } from '@upshot/shared/problem';
import type { FieldFault } from '../http/problems/explain-fault.ts';
import type { BodyText } from '../http/body/json-body.ts';
import { MAX_ACTIVITIES } from '../http/body/list-limits.ts';
import { invalid } from '../http/validate.ts';
import { readActivity } from './read-activity.ts';
import type { Submission } from '@upshot/ledger/activities/plan';

/** What all activities of one request have in common. */
export interface SubmissionContext {
  readonly projectId: string;
  readonly traceparent: string | undefined;
  readonly traceId: string | undefined;
  readonly onlyFor: Submission['onlyFor'];
}

/**
 * Reads one activity, or a list of them, from a body, each with its exact text. Throws a problem that names every
 * fault, in a list with the index (`[3].state`).
 */
export function readSubmissions(
  value: unknown,
  body: BodyText | undefined,
  context: SubmissionContext,
): readonly Submission[] {
  if (body === undefined)
    throw new Problem('malformed_json', 'The body is empty: send one activity, or a list.');
  if (!Array.isArray(value)) return read([{ value, text: body.text, field: '' }], context);
  if (value.length === 0 || value.length > MAX_ACTIVITIES) {
    throw invalid([
      { field: '', message: `must list 1 to ${MAX_ACTIVITIES} activities, not ${value.length}` },
    ]);
  }
  const posted = body.elements.map(({ start, end }, index) => ({
    value: value[index] as unknown,
    text: body.text.slice(start, end),
    field: `[${index}]`,
  }));
  return read(posted, context);
}

interface Posted {
  readonly value: unknown;
  readonly text: string;
  readonly field: string;
}

function read(posted: readonly Posted[], context: SubmissionContext): readonly Submission[] {
  const faults: FieldFault[] = [];
  const submissions: Submission[] = [];
  for (const { value, text, field } of posted) {
    const activity = readActivity(value, context.projectId, field);
    if ('faults' in activity) faults.push(...activity.faults);
    else submissions.push({ ...context, ...activity, body: text });
  }
  if (faults.length > 0) throw invalid(faults);
  return submissions;
}
