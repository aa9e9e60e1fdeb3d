import type { Applied } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import { readVersion } from '../versions/read-version.ts';
import { unifiedDiff } from '../versions/unified-diff.ts';
import type { DeclaredBody } from './resolve-values.ts';

/** How the script of an integration changes. */
export interface ScriptDiff {
  readonly name: string;
  /** Of a unified diff. */
  readonly lines: readonly string[];
}

/** Compares the scripts that a plan changes with their current versions. */
export async function compareScripts(
  project: ProjectApi,
  { changes }: Applied,
  bodies: readonly DeclaredBody[],
): Promise<readonly ScriptDiff[]> {
  const diffs: ScriptDiff[] = [];
  for (const { id, name, script_version: version } of changes) {
    if (id === null || version === null || version.from === null) continue;
    const source = bodies.find((body) => body['name'] === name)?.['script'];
    if (typeof source !== 'string') continue;
    const before = await readVersion(project, { id, name }, version.from);
    diffs.push({ name, lines: unifiedDiff(before, { label: `${name} version ${version.to}`, source }) });
  }
  return diffs;
}

/** Such as "+4 −2 lines". */
export function countLines({ lines }: ScriptDiff): string {
  const [, , ...body] = lines;
  const added = body.filter((line) => line.startsWith('+')).length;
  const removed = body.filter((line) => line.startsWith('-')).length;
  return `+${added} −${removed} lines`;
}
