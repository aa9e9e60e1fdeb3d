import type { Database } from '@upshot/ledger/connect';
import { readIntegrations } from '@upshot/ledger/integrations/read';
import { integrationTypes } from '@upshot/integrations/registry';
import type { KeyRing } from '@upshot/secrets/seal';
import { newId } from '@upshot/shared/id';
import { findCalled } from '@upshot/shared/integration';
import { Problem } from '@upshot/shared/problem';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type, type Static } from 'typebox';
import { readCredential } from '../http/authenticate.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { integrationId, projectId } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';
import { requireProject } from '../projects/find-project.ts';
import type { ConsoleLinks } from './console-links.ts';
import { sealFrameAncestors } from './frames.ts';
import type { Portal } from './portal.ts';
import { readOrigin } from './read-origin.ts';

const HOUR_S = 3600;
const WEEK_S = 7 * 24 * HOUR_S;

/** A cookie has 4 KB. */
const MAX_INTEGRATIONS = 20;
const MAX_ORIGINS = 5;

const linkBody = Type.Object(
  {
    scope: Type.Enum(['read', 'operate'], {
      description: 'operate also replays, pauses, resumes, tests, and acknowledges issues.',
    }),
    expires_in: Type.Optional(
      Type.Integer({
        minimum: 60,
        maximum: WEEK_S,
        description: `How many seconds its session is good (${HOUR_S}).`,
      }),
    ),
    integrations: Type.Optional(
      Type.Array(integrationId, {
        minItems: 1,
        maxItems: MAX_INTEGRATIONS,
        description: 'The only ones that it reaches: ids or names. Without: all of the project.',
      }),
    ),
    theme: Type.Optional(Type.Enum(['light', 'dark'])),
    embed: Type.Optional(
      Type.Array(Type.String({ maxLength: 255 }), {
        minItems: 1,
        maxItems: MAX_ORIGINS,
        description: 'Origins of the pages that show it in a frame, as https://app.example.com.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A link as it is answered. */
export const portalLinkSchema = Type.Object({
  id: Type.String({ description: 'The audit has it for all that its session does.' }),
  url: Type.String({ description: 'Relative where UPSHOT_PUBLIC_URL is not set.' }),
  expires_at: Type.String({ description: 'Until when it can be opened.' }),
});

export interface PortalParts {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly publicUrl: string | undefined;
}

/** Makes a link to the console of one project that signs in once, with fewer rights than the token that makes it. */
export function createPortalLink({ database, ring, publicUrl }: PortalParts, links: ConsoleLinks) {
  const base = (publicUrl ?? '').replace(/\/+$/, '');
  return defineEndpoint({
    operationId: 'createPortalLink',
    summary: "Make a one-time link to a project's console",
    description:
      'Its session is limited to the project: it sees no variables and edits nothing. The link signs in once, within ' +
      'ten minutes. Revoking the token of this request ends it and its session. A session of the console makes no ' +
      'links.',
    tag: 'console',
    params: Type.Object({ project: projectId }),
    body: linkBody,
    answers: {
      201: {
        description: 'The link.',
        schema: portalLinkSchema,
      },
    },
    problems: ['project_not_found', 'integration_not_found'],
    async handle({ params: { project }, body, request }, reply) {
      const credential = readCredential(request.headers.authorization);
      await requireProject(database, project);
      const portal = await readPortal(database, project, body);
      const { link, embed, seconds } = portal;
      const { key, expiresAt } = await links.create({ credential, portal });
      const until = expiresAt.getTime() + seconds * 1000;
      const query = embed === undefined ? '' : `?e=${sealFrameAncestors(ring, embed, until)}`;
      reply.code(201);
      return { id: link, url: `${base}/console/open${query}#k=${key}`, expires_at: toTimestamp(expiresAt) };
    },
  });
}

async function readPortal(
  database: Database,
  project: string,
  { scope, expires_in: seconds = HOUR_S, theme, embed, integrations }: Static<typeof linkBody>,
): Promise<Portal> {
  return {
    link: newId(),
    project,
    scope,
    seconds,
    ...(integrations === undefined
      ? {}
      : { integrations: await findIntegrations(database, project, integrations) }),
    ...(theme === undefined ? {} : { theme }),
    ...(embed === undefined ? {} : { embed: readOrigins(embed) }),
  };
}

function readOrigins(texts: readonly string[]): string[] {
  const origins = texts.map((text, index) => {
    const origin = readOrigin(text);
    if (typeof origin === 'string') return origin;
    throw invalid([{ field: `embed.${index}`, message: origin.message }]);
  });
  return [...new Set(origins)];
}

/** The ids of the integrations that are called so. */
async function findIntegrations(
  database: Database,
  project: string,
  called: readonly string[],
): Promise<string[]> {
  const known = await readIntegrations(database, project, integrationTypes);
  const found = called.map((text) => [text, findCalled(known, text)?.id] as const);
  const unknown = found.filter(([, id]) => id === undefined).map(([text]) => `"${text}"`);
  if (unknown.length > 0) {
    const detail = `Project "${project}" has no integration ${unknown.join(' or ')}.`;
    throw new Problem('integration_not_found', detail);
  }
  return [...new Set(found.flatMap(([, id]) => (id === undefined ? [] : [id])))];
}
