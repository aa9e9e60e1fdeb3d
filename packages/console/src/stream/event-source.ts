import { EventSourceParserStream } from 'eventsource-parser/stream';
import { addressOf } from '../api/client.ts';
import { ownHeaders } from '../shell/frame.ts';
import { streamEvents, type StreamListener, type StreamMessage } from './stream-message.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** The server speaks every 15 seconds: a connection that says nothing for so long is dead. */
const SILENCE_MS = 45_000;

/** Follows a project from the cursor on, until the signal aborts. It comes back after 1, 2, 4 … 30 seconds. */
export async function followStream(
  project: string,
  cursor: () => string | undefined,
  { onMessage, onState }: Required<StreamListener>,
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = 0; !signal.aborted;) {
    const query = { cursor: cursor() };
    const url = addressOf('/api/projects/{project}/stream', { project }, query);
    const wasConnected = await readOnce(url, onMessage, () => onState('live'), signal);
    if (signal.aborted) return;
    // The server ends a stream now and then: only a second failure is an interruption.
    if (!wasConnected) onState('lost');
    pauseMs = wasConnected
      ? FIRST_PAUSE_MS
      : Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    await pause(pauseMs, signal);
  }
}

/**
 * One connection. Resolves when it has ended, and says whether there was one. `EventSource` sends no header, which a
 * page in a frame needs.
 */
async function readOnce(
  url: URL,
  onMessage: (message: StreamMessage) => void,
  onConnected: () => void,
  signal: AbortSignal,
): Promise<boolean> {
  const silence = new AbortController();
  let isConnected = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restartTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  restartTimer();
  try {
    for await (const message of readMessages(url, AbortSignal.any([signal, silence.signal]))) {
      restartTimer();
      if (!isConnected) onConnected();
      isConnected = true;
      onMessage(message);
    }
  } catch {
    // It has ended, or there was none.
  }
  clearTimeout(timer);
  return isConnected;
}

async function* readMessages(url: URL, signal: AbortSignal): AsyncGenerator<StreamMessage> {
  const headers = { ...ownHeaders, accept: 'text/event-stream' };
  const response = await fetch(url, { headers, credentials: 'same-origin', cache: 'no-store', signal });
  if (!response.ok || response.body === null) return;
  const reader = response.body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const event = streamEvents.find((name) => name === value.event);
    if (event !== undefined) yield { event, id: value.id ?? '', data: JSON.parse(value.data) as unknown };
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
