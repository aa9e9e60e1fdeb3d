import type { StoredValue } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import { exitCodes, Failure } from '../failure.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import type { Session } from '../session.ts';

/** Reads what an integration stores: the JSON text of each value. The server hides those that hold a secret. */
export async function readStorageOf(
  session: Session,
  project: ProjectApi,
  called: string,
): Promise<ReadonlyMap<string, string>> {
  const { id } = await chooseIntegration(session, project, called);
  const stored = await project.api.get<StoredValue[]>(['integrations', id, 'storage']);
  if (stored.some(({ value, is_secret: isSecret }) => value === undefined && !isSecret)) {
    const message = 'This token may not read stored values: that takes the scope operate or admin.';
    throw new Failure(message, exitCodes.permission);
  }
  const hidden = stored.filter(({ value }) => value === undefined).length;
  if (hidden > 0) {
    const left = hidden === 1 ? '1 hidden value' : `${hidden} hidden values`;
    const them = hidden === 1 ? 'it' : 'them';
    session.terminal.warn(`Left out: ${left} of the storage; give ${them} with --storage`);
  }
  return new Map(
    stored.flatMap(({ key, value }) => (value === undefined ? [] : [[toKey(key), value] as const])),
  );
}

/** The server names a key as JSON writes it, without its quotes. */
function toKey(notation: string): string {
  return JSON.parse(`"${notation}"`) as string;
}
