import { syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';

/** The editor in the colors of the console, which change with its theme. `styles/editor.css` colors the code. */
export const editorTheme = [
  syntaxHighlighting(classHighlighter),
  EditorView.theme({
    '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', maxHeight: '60vh' },
    '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
    '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: '13px', lineHeight: '1.6' },
    '.cm-content': { caretColor: 'var(--text)', minHeight: '6.5rem' },
    '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)' },
    '.cm-gutters': {
      color: 'var(--text-quiet)',
      backgroundColor: 'var(--surface)',
      borderColor: 'var(--line)',
    },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'light-dark(#cfe0ff, #2f4a78)',
    },
    '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 50%, transparent)' },
    '.cm-tooltip, .cm-panels': {
      color: 'var(--text)',
      backgroundColor: 'var(--surface)',
      borderColor: 'var(--line)',
    },
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      color: 'var(--on-accent)',
      backgroundColor: 'var(--accent)',
    },
    '.cm-selectionMatch': { backgroundColor: 'light-dark(#e4efd8, #33442a)' },
  }),
];
