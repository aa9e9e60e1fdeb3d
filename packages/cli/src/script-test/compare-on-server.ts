import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../api/api.ts';
import type { Comparison } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';
import type { Compared } from './compare-run.ts';
import type { HistoryOptions } from './history-options.ts';

interface OnServer {
  readonly integration: string;
  readonly source: string;
  readonly options: HistoryOptions;
}

const LOOK_MS = 500;

/** Has a source compared with history by workers, and waits for the end. */
export async function compareOnServer(
  api: Api,
  { integration, source, options }: OnServer,
): Promise<readonly Compared[]> {
  for (const name of ['var', 'secret', 'varsFile'] as const)
    if (options[name] !== undefined)
      throw new Failure(
        'Workers use the variables of the integration: leave out --var, --secret, --vars-file',
      );
  const { last, against, type, outcome, since, ignore } = options;
  const from = toTimestampOrNull(since) ?? undefined;
  const body = { source, last, against, type, outcome, from, ignore };
  const comparisons = ['integrations', integration, 'comparisons'];
  let comparison = await api
    .send<Comparison>('POST', comparisons, body)
    .catch(rejectInvalid('The script is invalid.'));
  while (comparison.status === 'waiting' || comparison.status === 'running') {
    await delay(LOOK_MS);
    comparison = await api.get<Comparison>([...comparisons, comparison.id]);
  }
  const { id, status, done, total } = comparison;
  if (status !== 'complete')
    throw new Failure(`The comparison ${id} is ${status}: ${done} of ${total} runs were compared.`);
  return comparison.runs.map(describeCompared);
}

/** Describes a run that a worker has compared. */
export function describeCompared(compared: Comparison['runs'][number]): Compared {
  const { run: id, verdict, is_exact: isExact, outcome, skipped_because: reason, was } = compared;
  const { activity_type, script_version, created_at, differences } = compared;
  return {
    run: { id, activity_type, outcome: was, script_version, created_at },
    verdict,
    isExact,
    outcome: outcome ?? reason ?? '',
    differences,
  };
}
