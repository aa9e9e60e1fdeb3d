/** What a key asks for while a command waits. */
export type Key = 'again' | 'another' | 'quit';

/**
 * Hears the keys of the terminal: Enter for again, a for another activity, q or Ctrl-C to quit. Gives what ends it;
 * nothing without a terminal.
 */
export function readKeys(onKey: (key: Key) => void): () => void {
  return hearKeys((text) => {
    if (text.includes('q') || text.includes('\u0003')) onKey('quit');
    else if (text.includes('a')) onKey('another');
    else if (/[\r\n]/.test(text)) onKey('again');
  });
}

/** Hears what is typed at the terminal, as it is typed. Gives what ends it; nothing without a terminal. */
export function hearKeys(onText: (text: string) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  const hear = (data: Buffer) => onText(data.toString());
  stdin.setRawMode(true).on('data', hear).resume();
  return () => {
    stdin.off('data', hear).setRawMode(false).pause();
  };
}
