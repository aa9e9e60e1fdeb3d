import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useSession } from '../parts/use-session.ts';
import { isKeyboardOn } from './keyboard.ts';
import { isLiveNow, setLive } from './live.ts';
import { pagesFor } from './pages.ts';
import { expand, press, selectRow } from './page-keys.ts';
import { focusFirst, focusRow } from './row-focus.ts';
import { createShortcutReader, isForFocused, type Shortcut } from './shortcut.ts';

/** The shortcuts of the pages of a project. Ctrl-K opens the palette even where single keys are switched off. */
export function useShortcuts(
  project: string,
  open: { readonly palette: () => void; readonly help: () => void },
): readonly Shortcut[] {
  const navigate = useNavigate();
  const pages = pagesFor(useSession());
  const shortcuts: readonly Shortcut[] = [
    { keys: '?', title: 'Show the keyboard help', isInPalette: true, run: open.help },
    ...pages.map(({ to, title, key }) => ({
      keys: `g ${key}`,
      title: `Go to ${title}`,
      isInPalette: true,
      run: () => void navigate({ to, params: { project } }),
    })),
    { keys: '/', title: 'Search on this page', isInPalette: false, run: () => focusFirst('input') },
    { keys: 'f', title: 'Go to the filters', isInPalette: false, run: () => focusFirst('.filters button') },
    { keys: 'j', title: 'Next row; Enter opens it', isInPalette: false, run: () => focusRow(1) },
    { keys: 'k', title: 'Previous row', isInPalette: false, run: () => focusRow(-1) },
    { keys: 'e', title: 'Expand or fold what the row shows', isInPalette: false, run: expand },
    { keys: 'x', title: 'Select the row', isInPalette: false, run: () => selectRow(false) },
    {
      keys: 'X',
      title: 'Select up to this row (Shift x)',
      isInPalette: false,
      run: () => selectRow(true),
    },
    {
      keys: 'r',
      title: 'Replay the selected runs, or the run',
      isInPalette: false,
      run: () => press('r'),
    },
    { keys: '[', title: 'Previous run of the list', isInPalette: false, run: () => press('[') },
    { keys: ']', title: 'Next run of the list', isInPalette: false, run: () => press(']') },
    { keys: 'p', title: 'Pause or resume live lists', isInPalette: true, run: () => setLive(!isLiveNow()) },
  ];
  const reader = useRef(createShortcutReader());
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      open.palette();
      return;
    }
    if (event.defaultPrevented || !isKeyboardOn() || isForFocused(event)) return;
    const found = reader.current(shortcuts, event.key, event.timeStamp);
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return shortcuts;
}
