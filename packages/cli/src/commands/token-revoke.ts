import type { Token } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { findById } from '../find-by-id.ts';

/** `token:revoke` */
export const tokenRevoke = defineCommand({
  name: 'token:revoke',
  summary: 'Revokes a token: requests with it are refused from now on',
  arguments: { '<id>': 'the token, or how its id begins' },
  async run({ api, prompts, terminal }, { args: [id = ''] }) {
    const token = findById(await api.get<Token[]>(['tokens']), id, 'Token');
    await prompts.confirm(`Revoke the token ${token.id} (${token.name ?? token.scope})?`);
    await api.send('DELETE', ['tokens', token.id]);
    terminal.note(`Revoked token ${token.id}`, 'green');
  },
});
