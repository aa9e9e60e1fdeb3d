import { isLiveNow, onLiveChanged } from '../shell/live.ts';
import { openSharedStream } from './shared-stream.ts';
import type { StreamListener, StreamState } from './stream-message.ts';

/** A stream that stays open between two pages which follow it. */
const KEEP_MS = 1000;

interface ProjectStream {
  readonly listeners: Set<StreamListener>;
  state: StreamState;
  lastId: string | undefined;
  opened: ReturnType<typeof openSharedStream> | undefined;
}

const streams = new Map<string, ProjectStream>();

/** Follows a project while lists are live. Paused, nothing is connected; then it goes on behind the last event. */
export function followProject(project: string, listener: StreamListener): () => void {
  const stream = streams.get(project) ?? createStream(project);
  stream.listeners.add(listener);
  adjust(project, stream);
  listener.onState?.(stream.state);
  return () => {
    stream.listeners.delete(listener);
    setTimeout(() => adjust(project, stream), KEEP_MS);
  };
}

/** How the stream of a project is. */
export function streamStateOf(project: string): StreamState {
  return streams.get(project)?.state ?? 'connecting';
}

function createStream(project: string): ProjectStream {
  const stream: ProjectStream = {
    listeners: new Set(),
    state: 'connecting',
    lastId: undefined,
    opened: undefined,
  };
  streams.set(project, stream);
  onLiveChanged(() => adjust(project, stream));
  return stream;
}

function adjust(project: string, stream: ProjectStream): void {
  const isWanted = isLiveNow() && stream.listeners.size > 0;
  if (isWanted && stream.opened === undefined) {
    stream.opened = openSharedStream(project, stream.lastId, {
      onMessage: (message) => stream.listeners.forEach(({ onMessage }) => onMessage?.(message)),
      onState: (state) => setState(stream, state),
    });
  } else if (!isWanted && stream.opened !== undefined) {
    // Only who paused wants what came meanwhile: a page that is opened anew begins with now.
    stream.lastId = stream.listeners.size > 0 ? stream.opened.lastId() : undefined;
    stream.opened.close();
    stream.opened = undefined;
    setState(stream, 'connecting');
  }
}

function setState(stream: ProjectStream, state: StreamState): void {
  stream.state = state;
  for (const { onState } of stream.listeners) onState?.(state);
}
