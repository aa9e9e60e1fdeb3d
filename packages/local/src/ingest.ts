import { isReady } from './api.ts';
import { nextFreePort } from './free-port.ts';
import type { ServerProcess } from './server-process.ts';
import { PortTaken, startService, type ServiceOptions } from './service.ts';

/** An ingest that runs, and the address that it was seen to listen on. */
export interface LocalIngest extends ServerProcess {
  readonly port: number;
  readonly url: string;
}

/** How to start an ingest on 127.0.0.1. */
export type IngestOptions = Omit<ServiceOptions, 'main' | 'isReady'>;

/** Starts ingest at the first port, counting up from this one, that no other process has. */
export async function startIngestFrom(from: number, options: IngestOptions): Promise<LocalIngest> {
  for (let port = await nextFreePort(from); ; port = await nextFreePort(port + 1)) {
    try {
      return await startIngestAt(port, options);
    } catch (fault) {
      if (!(fault instanceof PortTaken)) throw fault;
    }
  }
}

/** Starts ingest at this port and waits until it is ready. Throws `PortTaken` when another process has the port. */
export async function startIngestAt(port: number, options: IngestOptions): Promise<LocalIngest> {
  const ingest = await startService({
    ...options,
    main: 'services/ingest/src/main.ts',
    env: { ...options.env, HOST: '127.0.0.1', PORT: String(port) },
    isReady: (log) => ingestIsReady(log, port),
  });
  return { ...ingest, port, url: urlOf(port) };
}

/**
 * Tells whether an ingest on 127.0.0.1 is ready. An answer from the port proves nothing before the log of the ingest
 * says that it listens there: another process may have the port.
 */
export async function ingestIsReady(log: string, port: number): Promise<boolean> {
  return listeningPort(log) === port && (await isReady(urlOf(port)));
}

function listeningPort(log: string): number | undefined {
  const line = log.split('\n').find((candidate) => candidate.includes('"msg":"ingest ready"'));
  return line === undefined ? undefined : (JSON.parse(line) as { port: number }).port;
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
