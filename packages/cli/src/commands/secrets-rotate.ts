import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';

interface Rotation {
  readonly key: string;
  readonly rotated: number;
  readonly unreadable: readonly { readonly table: string; readonly id: string; readonly key: string }[];
}

/** `secrets:rotate` */
export const secretsRotate = defineCommand({
  name: 'secrets:rotate',
  summary: 'Seals every secret with the current key',
  details:
    'Put the new key before the old one in UPSHOT_SECRET_KEY, restart every ingest and worker, rotate, then remove ' +
    'the old key. Exit code 1 when a secret could not be opened: its key is not configured.',
  async run({ api, terminal }) {
    const { key, rotated, unreadable } = await api.send<Rotation>('POST', ['secrets', 'rotate'], {});
    terminal.note(`${rotated} secret(s) were sealed with the key ${key}`, 'green');
    if (unreadable.length === 0) return;
    const named = unreadable
      .slice(0, 20)
      .map(({ table, id, key: needed }) => `  ${table} ${id} needs the key ${needed}`);
    throw new Failure([`${unreadable.length} secret(s) could not be opened:`, ...named].join('\n'));
  },
});
