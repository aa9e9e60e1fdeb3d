import { useEffect, useRef } from 'react';
import { useStream, useStreamState } from './use-stream.ts';

/** A list is asked for at most so often while events come in. */
const AT_MOST_EVERY_MS = 1000;

/** How often a list is asked for while its stream is away, and how often besides: some changes have no event. */
const WITHOUT_STREAM_MS = 10_000;
const BESIDES_MS = 60_000;

/** Calls `onNews` soon after something has happened in the project. Says how often to ask besides. */
export function useNews(
  project: string | undefined,
  onNews: () => void,
): { readonly everyMs: number | undefined } {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const toldAt = useRef(0);
  const state = useStreamState(project);
  useStream(project, ({ event }) => {
    if (event === 'heartbeat' || timer.current !== undefined) return;
    const waitMs = Math.max(0, toldAt.current + AT_MOST_EVERY_MS - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      toldAt.current = Date.now();
      onNews();
    }, waitMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  if (project === undefined) return { everyMs: undefined };
  return { everyMs: state === 'live' ? BESIDES_MS : WITHOUT_STREAM_MS };
}
