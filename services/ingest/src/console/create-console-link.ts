import { Type } from 'typebox';
import { readCredential } from '../http/authenticate.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { timestamp } from '../http/schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { ConsoleLinks } from './console-links.ts';

/** Makes a link that signs in to the console once. */
export function createConsoleLink(links: ConsoleLinks, publicUrl: string | undefined) {
  const base = (publicUrl ?? '').replace(/\/+$/, '');
  return defineEndpoint({
    operationId: 'createConsoleLink',
    summary: 'Make a one-time link to the console',
    description:
      'It signs in with the token of this request: once, within ten minutes. The key stands in the fragment, ' +
      'which browsers send to no server. A session of the console makes no links.',
    tag: 'console',
    answers: {
      201: { description: 'The link.', schema: Type.Object({ url: Type.String(), expires_at: timestamp }) },
    },
    async handle({ request }, reply) {
      const { key, expiresAt } = await links.create({
        credential: readCredential(request.headers.authorization),
      });
      reply.code(201);
      return { url: `${base}/console/open#k=${key}`, expires_at: toTimestamp(expiresAt) };
    },
  });
}
