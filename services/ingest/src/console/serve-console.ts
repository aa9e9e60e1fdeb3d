import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Problem } from '@upshot/shared/problem';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { consoleHeaders } from './console-headers.ts';
import type { ConsoleMode } from './console-mode.ts';

/** Where `npm run console:build` puts the page. */
export const consoleDirectory = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'packages',
  'console',
  'dist',
);

const YEAR_MS = 365 * 86_400_000;

/** How the console is served. */
export interface ConsoleOptions {
  readonly mode: ConsoleMode;
  readonly publicUrl: string | undefined;
  /** Where the built files are. */
  readonly directory: string;
  /** The origins of the pages that may show the one that is asked for in a frame. */
  readonly frameAncestors: (request: FastifyRequest) => readonly string[];
}

/** Whether there is a console to serve. */
export async function isConsoleBuilt(directory = consoleDirectory): Promise<boolean> {
  return await access(pageIn(directory)).then(
    () => true,
    () => false,
  );
}

/** Serves the page of the console at every address below /console/, and the files that it loads. */
export async function serveConsole(
  app: FastifyInstance,
  { mode, publicUrl, directory, frameAncestors }: ConsoleOptions,
): Promise<void> {
  if (mode === 'off') return;
  const base = `${publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')}/console/`;
  await app.register(async (scope) => {
    await scope.register(fastifyStatic, { root: directory, serve: false, preCompressed: true });
    const schema = { hide: true };
    scope.get('/', { schema }, (request, reply) => {
      if (request.headers.accept?.includes('text/html') !== true) return reply.callNotFound();
      return reply.redirect(base);
    });
    scope.get('/api/docs', { schema }, (_request, reply) => reply.redirect(`${base}api-reference`));
    scope.get('/console', { schema }, (_request, reply) => reply.redirect(base));
    scope.get<{ Params: { '*': string } }>('/console/assets/*', { schema }, (request, reply) =>
      // The names hold a digest of the content.
      reply.sendFile(`assets/${request.params['*']}`, { maxAge: YEAR_MS, immutable: true }),
    );
    scope.get('/console/licenses.md', { schema }, async (_request, reply) => {
      const text = await readFile(join(directory, 'licenses.md'), 'utf8').catch(() => undefined);
      if (text === undefined) return reply.callNotFound();
      return await reply
        .type('text/plain; charset=utf-8')
        .header('x-content-type-options', 'nosniff')
        .send(text);
    });
    scope.get('/console/*', { schema }, async (request, reply) => {
      const page = { directory, base, frameAncestors: frameAncestors(request) };
      return await sendPage(reply, page);
    });
  });
}

interface Page {
  readonly directory: string;
  readonly base: string;
  readonly frameAncestors: readonly string[];
}

async function sendPage(reply: FastifyReply, { directory, base, frameAncestors }: Page): Promise<string> {
  const text = await readFile(pageIn(directory), 'utf8').catch((cause: unknown) => {
    const detail = 'Run "npm run console:build" in the folder of the project, then reload the page.';
    throw new Problem('console_not_built', detail, { cause });
  });
  const nonce = randomBytes(18).toString('base64');
  reply.headers(consoleHeaders(nonce, frameAncestors)).type('text/html; charset=utf-8');
  return text.replaceAll('__NONCE__', nonce).replaceAll('__BASE__', escapeAttribute(base));
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function pageIn(directory: string): string {
  return join(directory, 'index.html');
}
