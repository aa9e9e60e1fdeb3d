/** A key, or two one after the other, and what they do. */
export interface Shortcut {
  readonly keys: string;
  readonly title: string;
  /** Whether the palette offers it, too. */
  readonly isInPalette: boolean;
  readonly run: () => void;
}

/** How long the second key may take. */
const SEQUENCE_MS = 1500;

/** Makes a listener that runs shortcuts: it takes every key, and the time in milliseconds. */
export function createShortcutReader(): (
  shortcuts: readonly Shortcut[],
  key: string,
  at: number,
) => Shortcut | undefined {
  let former: { readonly key: string; readonly at: number } | undefined;
  return (shortcuts, key, at) => {
    const keys = former !== undefined && at - former.at <= SEQUENCE_MS ? `${former.key} ${key}` : key;
    const found = shortcuts.find((shortcut) => shortcut.keys === keys);
    const isBegun = keys === key && shortcuts.some((shortcut) => shortcut.keys.startsWith(`${key} `));
    former = isBegun ? { key, at } : undefined;
    return found;
  };
}

/** Whether a key belongs to what has the focus: a text field, an open menu or dialog, or the browser. */
export function isForFocused({ ctrlKey, metaKey, altKey, isComposing, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || isComposing) return true;
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"], ' +
        '[role="dialog"], [role="menu"], [role="listbox"]',
    ) !== null
  );
}
