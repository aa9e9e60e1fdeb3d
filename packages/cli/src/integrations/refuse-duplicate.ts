import { findCalled } from '@upshot/shared/integration';
import { Option } from 'commander';
import type { Integration } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import { freeName } from './names.ts';

export interface DuplicateOptions {
  readonly name?: string;
  readonly file?: string;
  readonly duplicate?: true;
}

export const duplicateOptions: readonly Option[] = [
  new Option('--duplicate', 'add it although an integration has the same script or the name of its file'),
];

/**
 * Returns the name of a new integration. Throws a Failure when an integration of the project has this name or the same
 * script; with `--duplicate` a name that was not given gets a number instead.
 */
export async function nameWithoutDuplicate(
  project: ProjectApi,
  fields: Readonly<Record<string, unknown>>,
  options: DuplicateOptions,
): Promise<string | undefined> {
  const { name, script } = fields;
  const wanted = typeof name === 'string' ? name : undefined;
  if (wanted === undefined && script === undefined) return undefined;
  const existing = await project.api.get<Integration[]>(['integrations']);
  if (options.duplicate === true) {
    const taken = existing.map((integration) => integration.name);
    return wanted === undefined || options.name !== undefined ? wanted : freeName(wanted, taken);
  }
  const twin = existing.find((integration) => script !== undefined && integration['script'] === script);
  if (twin !== undefined) throw duplicateOf(twin, 'has the same script', options);
  const namesake = wanted === undefined ? undefined : findCalled(existing, wanted);
  if (namesake !== undefined) throw duplicateOf(namesake, 'exists', options);
  return wanted;
}

function duplicateOf({ id, name, type }: Integration, statement: string, options: DuplicateOptions): Failure {
  const { file } = options;
  const change = file === undefined || file === '-' || type !== 'script' ? '' : ` --file ${file}`;
  const another = options.name === undefined ? '--duplicate' : 'another --name';
  return new Failure(
    `The integration ${name} (${id}) ${statement}. Use upshot integration:update ${name}${change}, or ${another}.`,
  );
}
