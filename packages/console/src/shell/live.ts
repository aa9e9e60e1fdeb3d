import { useSyncExternalStore } from 'react';

let isLive = true;
const listeners = new Set<() => void>();

/** Whether lists look for news. Paused, nothing is fetched that was not asked for. */
export function useLive(): boolean {
  return useSyncExternalStore(subscribe, isLiveNow);
}

export function isLiveNow(): boolean {
  return isLive;
}

export function setLive(value: boolean): void {
  isLive = value;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
