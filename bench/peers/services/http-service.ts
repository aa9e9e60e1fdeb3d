import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Done } from '../contender.ts';

/** An activity as it was posted. */
export interface Posted {
  readonly id: string;
  /** The integration that answers it. */
  readonly type: string;
  readonly body: string;
}

/** Remembers what is done, and when. */
export class DoneList {
  readonly #done: Done[] = [];

  /** Notes an activity whose result is stored; `at` is when storing it began. */
  note(id: string, at: number): void {
    this.#done.push({ id, at });
  }

  /** The number of all, or those whose id begins so, as JSON. */
  describe(prefix: string | null): string {
    if (prefix === null) return String(this.#done.length);
    return JSON.stringify(this.#done.filter(({ id }) => id.startsWith(prefix)));
  }
}

/** Takes activities by POST and answers with 202 once they are accepted. GET says what is done. */
export function serveActivities(done: DoneList, accept: (activity: Posted) => Promise<unknown>): void {
  const server = createServer((request, response) => {
    const fail = (error: unknown) => response.writeHead(500).end(String(error));
    if (request.method !== 'POST') {
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
      response.end(done.describe(searchParams.get('prefix')));
      return;
    }
    const take = async () => {
      const body = (await buffer(request)).toString();
      const { id, type } = JSON.parse(body) as { id: string; type: string };
      await accept({ id, type, body });
      response.writeHead(202).end();
    };
    take().catch(fail);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(Number(process.env['PORT']), '127.0.0.1', () => console.log('peer ready'));
}
