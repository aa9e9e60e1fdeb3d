import { useSyncExternalStore } from 'react';

const KEY = 'upshot-keyboard';

const listeners = new Set<() => void>();

/** Whether single keys do something. They can be switched off: dictation software types them. */
export function useKeyboard(): boolean {
  return useSyncExternalStore(subscribe, isKeyboardOn);
}

export function isKeyboardOn(): boolean {
  return localStorage.getItem(KEY) !== 'off';
}

export function setKeyboard(isOn: boolean): void {
  if (isOn) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
