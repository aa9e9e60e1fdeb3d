import { ScrolledText } from './scrolled-text.tsx';
import { makeVisible } from './visible-text.ts';

const SHORT = 160;

/** A text of a list, exactly as it is; of a long one its beginning, and the whole behind a button. */
export function LongText({ text, label }: { readonly text: string; readonly label: string }) {
  const [line = ''] = text.split('\n', 1);
  const head = line.slice(0, SHORT);
  if (head === text) return <code className="broken">{makeVisible(text)}</code>;
  return (
    <details>
      <summary>
        <code className="broken">{makeVisible(head)}…</code>
      </summary>
      <ScrolledText label={label} className="source broken">
        {makeVisible(text)}
      </ScrolledText>
    </details>
  );
}
