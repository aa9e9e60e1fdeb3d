import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { useHttpServer, type SeenRequest } from './http-server.ts';
import { useScriptWorker } from './script-worker.ts';

const redirectTo = (status: number, location: string) => (_: SeenRequest, response: ServerResponse) =>
  void response.writeHead(status, { location }).end('moved');

const answering =
  (status: number, body: string | Buffer = '', headers: Record<string, string> = {}) =>
  (_: SeenRequest, response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);

const routes: Parameters<typeof useHttpServer>[0] = {
  '/': answering(200, 'hello'),
  '/echo': ({ method, headers, body }, response) =>
    void response.end(JSON.stringify({ method, type: headers['content-type'] ?? null, body })),
  '/json': answering(200, '{"a":[1,"ü"]}', { 'content-type': 'application/json' }),
  '/created': answering(201, 'made'),
  '/no-content': answering(204),
  '/empty': answering(200),
  '/teapot': (_, response) => void response.writeHead(418, 'I am a teapot').end('short and stout'),
  '/bad-request': answering(400, '{"detail":"no such channel"}'),
  '/missing': answering(404, 'not here'),
  '/broken': answering(500, 'oops'),
  '/not-json': answering(200, '<html>'),
  '/headers': answering(200, '', { 'x-rate-limit': '42', 'set-cookie': 'a=1' }),
  '/two-cookies': (_, response) =>
    void response
      .writeHead(200, { 'set-cookie': ['a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT', 'b=2'] })
      .end(),
  '/gzip': answering(200, gzipSync('unpacked'), { 'content-encoding': 'gzip' }),
  '/binary': answering(200, Buffer.from([0x41, 0xff, 0xfe, 0x00, 0x42])),
  '/utf8': answering(200, 'ü€\u{1f600}'),
  '/large': answering(200, Buffer.alloc(100_000, 'x')),
  '/too-large': answering(200, Buffer.alloc(100_001, 'x')),
  '/silent': () => undefined,
  '/301': redirectTo(301, '/302'),
  '/302': redirectTo(302, '/echo'),
  '/303': redirectTo(303, '/echo'),
  '/307': redirectTo(307, '/echo'),
  '/308': redirectTo(308, '/echo'),
  '/loop': redirectTo(302, '/loop'),
  '/304': answering(304),
  '/elsewhere': redirectTo(302, 'ftp://example.com/'),
};

/** A worker with small limits for `fetch`, and a server with something to fetch. Call it once a test file. */
export function useFetchFixture() {
  const worker = useScriptWorker({
    UPSHOT_FETCH_MS: '1500',
    UPSHOT_FETCH_BYTES: '100000',
    UPSHOT_SCRIPT_FETCHES: '12',
  });
  const server = useHttpServer(routes);
  const base = () => `var base = ${JSON.stringify(server.origin)};\n`;
  const printed = (source: string) => worker.printed(base() + source);
  return {
    worker,
    server,
    base,
    printed,
    runScript: (source: string) => worker.runScript(base() + source),
    /** The error that a call of fetch throws, as the script sees it. */
    errorOf: async (call: string): Promise<string> => {
      const [line = ''] = await printed(
        `try { ${call}; console.log('no error') } catch (e) { console.log(e instanceof Error, e.name + ': ' + e.message) }`,
      );
      return line.replaceAll(server.origin, 'ORIGIN');
    },
  };
}
