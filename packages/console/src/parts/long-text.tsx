import { ScrolledText } from './scrolled-text.tsx';
import { makeVisible } from './visible-text.ts';

const SHORT = 160;

/** A text of a list, exactly as it is; a long one is cut, and whole behind a button. */
export function LongText({ text, label }: { readonly text: string; readonly label: string }) {
  if (text.length <= SHORT) return <code className="broken">{makeVisible(text)}</code>;
  return (
    <details>
      <summary>
        <code className="broken">{makeVisible(text.slice(0, SHORT))}…</code>
      </summary>
      <ScrolledText label={label} className="source broken">
        {makeVisible(text)}
      </ScrolledText>
    </details>
  );
}
