import type { ScriptVersionWithSource } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import type { Side } from './unified-diff.ts';

/** Reads a version of a script, as one side of a comparison. */
export async function readVersion(
  { api }: ProjectApi,
  { id, name }: { readonly id: string; readonly name: string },
  number: number,
): Promise<Side> {
  const path = ['integrations', id, 'versions', String(number)];
  const { source } = await api.get<ScriptVersionWithSource>(path);
  return { label: versionLabel(name, number), source };
}

/** What the header of a diff calls a version. */
export function versionLabel(name: string, number: number): string {
  return `${name} version ${number}`;
}
