import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';

/** An event of a stream, its data parsed. */
export interface ServerEvent {
  readonly event: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The server speaks every 15 seconds. */
const SILENCE_MS = 45_000;

/** Yields the events of an answer until it ends. Throws when the connection breaks, or nothing comes for too long. */
export async function* readEvents({ body }: Response): AsyncGenerator<ServerEvent> {
  const messages = (body ?? new ReadableStream())
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(messages.read());
      if (done) return;
      yield parse(value);
    }
  } finally {
    await messages.cancel().catch(() => undefined);
  }
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TypeError('the server is silent')), SILENCE_MS);
  try {
    return await Promise.race([reading, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function parse({ event = 'message', id = '', data }: EventSourceMessage): ServerEvent {
  return { event, id, data: JSON.parse(data) as ServerEvent['data'] };
}
