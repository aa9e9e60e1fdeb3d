import { structuredPatch } from 'diff';
import { makeVisible } from './visible-text.ts';
import { ScrolledText } from './scrolled-text.tsx';

/** The lines that differ between two sources, with some around them. */
export function SourceDiff({ from, to }: { readonly from: string; readonly to: string }) {
  const { hunks } = structuredPatch('a', 'b', from, to, undefined, undefined, {
    context: 3,
    timeout: 2000,
  }) ?? {
    hunks: undefined,
  };
  if (hunks === undefined) return <p>The sources differ too much to show how.</p>;
  if (hunks.length === 0) return <p>The sources are the same.</p>;
  return (
    <ScrolledText label="What changes" className="source diff">
      {hunks.map(({ oldStart, newStart, lines }) => (
        <span key={`${oldStart} ${newStart}`}>
          <span className="hint">{`@@ ${oldStart} → ${newStart} @@\n`}</span>
          {lines.map((line, index) => (
            // Lines may repeat, and keep their places.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} className={classOf(line)}>{`${makeVisible(line)}\n`}</span>
          ))}
        </span>
      ))}
    </ScrolledText>
  );
}

function classOf(line: string): string | undefined {
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : undefined;
}
