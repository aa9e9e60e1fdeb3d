import { Compartment, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { editorTheme } from './editor-theme.ts';

/** The extensions of the language, which may be replaced. */
export const languagePart = new Compartment();

/** Puts an empty editor into an element. */
export function createEditor(
  parent: Element,
  {
    label,
    onChange,
    onRun,
  }: {
    readonly label: string;
    readonly onChange: (text: string) => void;
    readonly onRun: () => void;
  },
): EditorView {
  const run = () => {
    onRun();
    return true;
  };
  return new EditorView({
    parent,
    extensions: [
      Prec.high(keymap.of([{ key: 'Mod-Enter', run }])),
      basicSetup,
      editorTheme,
      EditorView.cspNonce.of(readNonce()),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.lineWrapping,
      languagePart.of([]),
      EditorView.domEventHandlers({ beforeinput: replaceSelected }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) onChange(state.doc.toString());
      }),
    ],
  });
}

/**
 * Replaces selected text by what is typed. Chromium would copy its colors into a `style` attribute first, which the
 * policy of the page refuses and reports.
 */
function replaceSelected({ inputType, data, isComposing }: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  if (inputType !== 'insertText' || data === null || empty || isComposing) return false;
  const insert = () =>
    view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
  return true;
}

/** The styles that the editor adds to the page need it. */
function readNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
