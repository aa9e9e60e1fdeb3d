import { useCallback, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { followProject, streamStateOf } from './project-stream.ts';
import type { StreamMessage, StreamState } from './stream-message.ts';

/** Calls `onMessage` for each event of the project while the component is shown; undefined follows nothing. */
export function useStream(project: string | undefined, onMessage: (message: StreamMessage) => void): void {
  const onEvent = useEffectEvent(onMessage);
  useEffect(() => {
    if (project === undefined) return undefined;
    return followProject(project, { onMessage: (message) => onEvent(message) });
  }, [project]);
}

/** How the stream of a project is; `connecting` without one. */
export function useStreamState(project: string | undefined): StreamState {
  const subscribe = useCallback(
    (onChange: () => void) =>
      project === undefined ? () => undefined : followProject(project, { onState: onChange }),
    [project],
  );
  return useSyncExternalStore(subscribe, () =>
    project === undefined ? 'connecting' : streamStateOf(project),
  );
}
