import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { createLogger } from '@upshot/runtime/logger';
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { createEvents } from '../events.ts';
import { createServer } from '../http/server.ts';
import { serveConsole } from './serve-console.ts';

async function serve(directory: string, publicUrl?: string): Promise<FastifyInstance> {
  const logger = createLogger('test', 'silent');
  const limits = { maxBodyBytes: 1024, maxBytesInFlight: 1024 };
  const app = createServer({ logger, events: createEvents(logger), ...limits });
  await serveConsole(app, { mode: 'on', publicUrl, directory, frameAncestors: () => [] });
  return app;
}

async function buildPage(directory: string): Promise<void> {
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<base href="__BASE__"><meta nonce="__NONCE__">');
  await writeFile(join(directory, 'assets', 'main-abc.js'), 'plain');
  await writeFile(join(directory, 'assets', 'main-abc.js.br'), 'compressed');
  await writeFile(join(directory, 'licenses.md'), '# Licenses');
  await writeFile(join(directory, 'secret'), 'secret');
}

test('each address below /console/ is the page, with a nonce of its own that its policy names', async () => {
  await using directory = await temporaryDirectory();
  await buildPage(directory.path);
  const app = await serve(directory.path);
  const nonces = new Set<string>();
  for (const url of ['/console/', '/console/p/shop/runs/a.b', '/console/secret']) {
    const { statusCode, body, headers } = await app.inject(url);
    expect([url, statusCode]).toEqual([url, 200]);
    const [, base, nonce = ''] = /<base href="(.*)"><meta nonce="(.*)">/.exec(body) ?? [];
    expect(base).toBe('/console/');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toContain('unsafe');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
  await app.close();
});

test('the licenses of what is bundled are sent as text', async () => {
  await using directory = await temporaryDirectory();
  await buildPage(directory.path);
  const app = await serve(directory.path);
  const { body, headers } = await app.inject('/console/licenses.md');
  expect([body, headers['content-type']]).toEqual(['# Licenses', 'text/plain; charset=utf-8']);
  await app.close();
});

test('files are sent compressed and for good; nothing else of the folder is sent', async () => {
  await using directory = await temporaryDirectory();
  await buildPage(directory.path);
  const app = await serve(directory.path);
  const file = await app.inject({
    url: '/console/assets/main-abc.js',
    headers: { 'accept-encoding': 'gzip, br' },
  });
  expect(file.body).toBe('compressed');
  expect(file.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=utf-8',
  });
  expect((await app.inject('/console/assets/main-abc.js')).body).toBe('plain');
  for (const url of ['/console/assets/gone.js', '/console/assets/..%2fsecret']) {
    const { body, statusCode } = await app.inject(url);
    expect(body).not.toBe('secret');
    expect([400, 404]).toContain(statusCode);
  }
  await app.close();
});

test('a browser that asks for / is led to the console, also behind a prefix', async () => {
  await using directory = await temporaryDirectory();
  await buildPage(directory.path);
  const app = await serve(directory.path, 'https://example.org/up"shot/');
  const html = { accept: 'text/html,*/*' };
  expect((await app.inject({ url: '/', headers: html })).headers.location).toBe('/up%22shot/console/');
  expect((await app.inject({ url: '/', headers: { accept: '*/*' } })).statusCode).toBe(404);
  expect((await app.inject('/console')).headers.location).toBe('/up%22shot/console/');
  expect((await app.inject('/console/')).body).toContain('<base href="/up%22shot/console/">');
  await app.close();
});

test('a console that is not built says how to build it', async () => {
  await using directory = await temporaryDirectory();
  const app = await serve(join(directory.path, 'dist'));
  const { statusCode, json } = await app.inject('/console/');
  expect(statusCode).toBe(503);
  expect(json()).toMatchObject({
    code: 'console_not_built',
    detail: 'Run "npm run console:build" in the folder of the project, then reload the page.',
  });
  await app.close();
});

test('the API reference has an address beside the API, also behind a prefix', async () => {
  await using directory = await temporaryDirectory();
  for (const [publicUrl, location] of [
    [undefined, '/console/api-reference'],
    ['https://host.example/prefix', '/prefix/console/api-reference'],
  ] as const) {
    const app = await serve(directory.path, publicUrl);
    const answer = await app.inject('/api/docs');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, location]);
    await app.close();
  }
});
