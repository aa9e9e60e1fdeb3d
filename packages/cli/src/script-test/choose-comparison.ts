import type { Api } from '../api/api.ts';
import type { Comparison, ComparisonSummary } from '../api/entities.ts';
import { Failure } from '../failure.ts';

/** Reads the comparison that is named, or the last shadow of an integration. */
export async function chooseComparison(
  api: Api,
  { id: integration, name }: { readonly id: string; readonly name: string },
  named?: string,
): Promise<Comparison> {
  const path = ['integrations', integration, 'comparisons'];
  const id = named ?? (await api.get<ComparisonSummary[]>(path)).find(({ kind }) => kind === 'shadow')?.id;
  if (id === undefined)
    throw new Failure(`${name} has no shadow: begin one with script:push --shadow <number of runs>`);
  return await api.get<Comparison>([...path, id]);
}
