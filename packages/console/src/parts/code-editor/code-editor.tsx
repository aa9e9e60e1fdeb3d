import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import '../../styles/editor.css';
import { createEditor, languagePart } from './create-editor.ts';

/**
 * A text field for code. What is typed is reported, and a `value` that is another text replaces it. `language` and
 * `mistakes` must stay the same objects until they change.
 */
export function CodeEditor({
  label,
  value,
  language,
  mistakes,
  onChange,
  onRun,
}: {
  readonly label: string;
  readonly value: string;
  readonly language: Extension;
  readonly mistakes: readonly Diagnostic[];
  readonly onChange: (value: string) => void;
  /** Called for Ctrl-Enter (Cmd-Enter). */
  readonly onRun: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ label, onChange, onRun });
  useEffect(() => {
    latest.current = { label, onChange, onRun };
  });
  useEffect(() => {
    if (box.current === null) return undefined;
    const editor = createEditor(box.current, {
      label: latest.current.label,
      onChange: (text) => latest.current.onChange(text),
      onRun: () => latest.current.onRun(),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);
  useEffect(() => view.current?.dispatch({ effects: languagePart.reconfigure(language) }), [language]);
  useEffect(() => {
    const doc = view.current?.state.doc;
    if (doc === undefined || doc.toString() === value) return;
    view.current?.dispatch({ changes: { from: 0, to: doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const state = view.current?.state;
    if (state === undefined) return;
    const within = mistakes.filter(({ to }) => to <= state.doc.length);
    view.current?.dispatch(setDiagnostics(state, within));
  }, [mistakes]);
  return <div ref={box} className="editor" />;
}
