import { addressOf } from '../api/client.ts';
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

/** One connection. Resolves when it has ended, and says whether there was one. */
function readOnce(
  url: URL,
  onMessage: (message: StreamMessage) => void,
  onConnected: () => void,
  signal: AbortSignal,
): Promise<boolean> {
  const source = new EventSource(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let isConnected = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    source.close();
    resolve(isConnected);
  };
  const restartTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(end, SILENCE_MS);
  };
  restartTimer();
  for (const event of streamEvents) {
    source.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
      restartTimer();
      if (!isConnected) onConnected();
      isConnected = true;
      onMessage({ event, id: lastEventId, data: JSON.parse(data) as unknown });
    });
  }
  source.addEventListener('error', end);
  signal.addEventListener('abort', end, { once: true });
  return promise;
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
