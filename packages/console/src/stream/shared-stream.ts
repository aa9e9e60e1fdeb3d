import { isInFrame } from '../shell/frame.ts';
import { followStream } from './event-source.ts';
import type { StreamListener, StreamMessage, StreamState } from './stream-message.ts';

type Told =
  | { readonly kind: 'message'; readonly message: StreamMessage }
  | { readonly kind: 'state'; readonly state: StreamState }
  | { readonly kind: 'hello' };

/**
 * Follows a project together with the other tabs of this browser: one tab, which holds a lock, has the connection and
 * tells the others. When it is closed, another one goes on behind the last event. Without locks (over plain HTTP)
 * each tab has its own connection.
 */
export function openSharedStream(
  project: string,
  from: string | undefined,
  { onMessage, onState }: Required<StreamListener>,
): { readonly lastId: () => string | undefined; readonly close: () => void } {
  // In a frame there is another session, also where the browser keeps both in one place.
  const kind = isInFrame ? 'framed ' : '';
  const name = `upshot-stream ${kind}${new URL(document.baseURI).pathname} ${project}`;
  const leaving = new AbortController();
  const channel = new BroadcastChannel(name);
  let lastId = from;
  let state: StreamState = 'connecting';
  let isLeader = false;
  const take = (told: Told) => {
    if (told.kind === 'message') {
      lastId = told.message.id;
      onMessage(told.message);
    } else if (told.kind === 'state') {
      state = told.state;
      onState(state);
    } else if (isLeader) {
      channel.postMessage({ kind: 'state', state } satisfies Told);
    }
  };
  const tell = (told: Told) => {
    if (leaving.signal.aborted) return;
    take(told);
    channel.postMessage(told);
  };
  const lead = async () => {
    isLeader = true;
    const listener = {
      onMessage: (message: StreamMessage) => tell({ kind: 'message', message }),
      onState: (changed: StreamState) => tell({ kind: 'state', state: changed }),
    };
    await followStream(project, () => lastId, listener, leaving.signal);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => take(data));
  channel.postMessage({ kind: 'hello' } satisfies Told);
  const { locks } = navigator as { readonly locks?: LockManager };
  if (locks === undefined) void lead();
  else locks.request(name, { signal: leaving.signal }, lead).catch(() => undefined);
  return {
    lastId: () => lastId,
    close() {
      leaving.abort();
      channel.close();
    },
  };
}
