import { excerptOf } from '@upshot/trial/excerpt';
import { ApiFailure } from '../api/api-failure.ts';
import type { Api } from '../api/api.ts';
import type { Activity, Integration } from '../api/entities.ts';
import type { EndedRun } from './follow-runs.ts';

/**
 * Shows where a run's script failed, and below it what the activity holds where the script found nothing. Gives
 * `undefined` where the place is not known, or the script has another version now.
 */
export async function explainRunError(api: Api, run: EndedRun): Promise<string | undefined> {
  const { error, integration_type: type, script_version: version } = run;
  if (type !== 'script' || error === undefined || error === null || error.line === null) return undefined;
  const integration = await orMissing(api.get<Integration>(['integrations', run.integration]));
  const source = integration?.['script'];
  if (typeof source !== 'string' || integration?.script_version !== version) return undefined;
  const place = { line: error.line, column: error.column ?? 1 };
  const excerpt = excerptOf(source, place);
  if (excerpt === undefined) return undefined;
  const hint = error.name === 'TypeError' ? await hintOf(api, run, { source, place }) : undefined;
  return hint === undefined ? excerpt : `${excerpt}\n  ${hint}`;
}

interface Located {
  readonly source: string;
  readonly place: { readonly line: number; readonly column: number };
}

/** The server shows the latest state of an activity: it explains the run only when the run had that one. */
async function hintOf(api: Api, run: EndedRun, { source, place }: Located): Promise<string | undefined> {
  if (run.activity === undefined) return undefined;
  const activity = await orMissing(api.get<Activity>(['activities', run.activity]));
  if (activity === undefined || activity.state !== run.activity_state) return undefined;
  const { explainTypeError } = await import('@upshot/trial/hint/explain-type-error');
  return explainTypeError(source, place, { activity });
}

async function orMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
}
