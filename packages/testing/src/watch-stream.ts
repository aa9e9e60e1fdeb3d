import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import { adminToken } from './processes.ts';

/** An event of a project's stream. */
export interface WatchedEvent {
  readonly event: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client that follows a stream, as a browser does: it comes back with the last id that it saw. */
export interface StreamWatcher extends AsyncDisposable {
  /** What it has seen, heartbeats left out. */
  readonly events: readonly WatchedEvent[];
  /** How often it was connected. */
  readonly connections: number;
  /** Resolves once it is connected. */
  readonly connected: Promise<void>;
}

const RETRY_MS = 100;

interface WatchOptions {
  readonly token?: string;
  /** Sent in place of the token. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Follows the stream at `url`, with its query, until it is disposed of. */
export function watchStream(
  url: string,
  { token = adminToken, headers = { authorization: `Bearer ${token}` } }: WatchOptions = {},
): StreamWatcher {
  const events: WatchedEvent[] = [];
  const leaving = new AbortController();
  const connected = Promise.withResolvers<void>();
  let connections = 0;
  let lastId = '';
  const note = ({ event = '', id = '', data }: EventSourceMessage) => {
    lastId = id;
    connected.resolve();
    if (event !== 'heartbeat') events.push({ event, id, data: JSON.parse(data) as WatchedEvent['data'] });
  };
  const watch = async () => {
    while (!leaving.signal.aborted) {
      await readOnce(url, { headers, lastId, signal: leaving.signal }, note, () => connections++).catch(
        () => undefined,
      );
      await delay(RETRY_MS, undefined, { signal: leaving.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  return {
    events,
    get connections() {
      return connections;
    },
    connected: connected.promise,
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await watching;
    },
  };
}

interface Connection {
  readonly headers: Readonly<Record<string, string>>;
  readonly lastId: string;
  readonly signal: AbortSignal;
}

async function readOnce(
  url: string,
  { headers, lastId, signal }: Connection,
  note: (message: EventSourceMessage) => void,
  onConnected: () => void,
): Promise<void> {
  const sent = { ...headers, ...(lastId === '' ? {} : { 'last-event-id': lastId }) };
  const response = await fetch(url, { headers: sent, signal });
  if (!response.ok || response.body === null) return;
  onConnected();
  const messages = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const message of messages) note(message);
}
