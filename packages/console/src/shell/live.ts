import { useSyncExternalStore } from 'react';

let isLive = true;
const listeners = new Set<() => void>();

/** Whether lists look for news. Paused, nothing is fetched that was not asked for. */
export function useLive(): boolean {
  return useSyncExternalStore(onLiveChanged, isLiveNow);
}

export function isLiveNow(): boolean {
  return isLive;
}

export function setLive(value: boolean): void {
  isLive = value;
  for (const listener of listeners) listener();
}

/** Calls the listener whenever lists are paused or go on, until what is returned is called. */
export function onLiveChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
