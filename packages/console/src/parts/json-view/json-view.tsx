import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { words } from '../../words.ts';
import { CopyButton } from '../copy-button.tsx';
import { FilterText } from '../filter-text.tsx';
import { makeVisible } from '../visible-text.ts';
import { listRows, type JsonRow } from './json-rows.ts';
import { readJsonTree } from './json-tree.ts';

const LONGEST = 2000;

/** A JSON text as a tree. Only the lines on screen are in the page. */
export function JsonView({ text, root }: { readonly text: string; readonly root: string }) {
  const tree = useMemo(() => withoutLinks(readJsonTree(text)), [text]);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState<string>();
  const rows = useMemo(() => listRows(tree, root, toggled), [tree, root, toggled]);
  const wanted = search?.toLowerCase();
  const shown =
    wanted === undefined ? rows : rows.filter((row) => rowText(row).toLowerCase().includes(wanted));
  const toggle = (path: string) => setToggled((former) => former.symmetricDifference(new Set([path])));
  return (
    <section aria-label="Payload">
      <div className="filters">
        <FilterText label="Find" value={search} onChange={setSearch} />
        <span aria-live="polite" className="hint">
          {wanted === undefined ? '' : words.matches(shown.length)}
        </span>
        <span className="spacer" />
        <CopyButton text={text}>Copy JSON</CopyButton>
      </div>
      <Rows rows={shown} onToggle={toggle} />
    </section>
  );
}

function Rows({
  rows,
  onToggle,
}: {
  readonly rows: readonly JsonRow[];
  readonly onToggle: (path: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 24,
    overscan: 10,
  });
  return (
    // It scrolls, so that the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={box} className="virtual" tabIndex={0} role="region" aria-label="JSON">
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <div
              key={row.path}
              data-index={index}
              ref={virtual.measureElement}
              className="json-row"
              style={{ transform: `translateY(${start}px)`, paddingInlineStart: `${row.depth * 1.25}rem` }}
            >
              <RowContent row={row} onToggle={onToggle} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function RowContent({ row, onToggle }: { readonly row: JsonRow; readonly onToggle: (path: string) => void }) {
  const { node, name, path, isOpen } = row;
  if (!('entries' in node)) {
    return (
      <>
        <span className="json-name">{makeVisible(name)}:</span>{' '}
        <span className={`json-${node.kind}`}>{valueText(row)}</span>
      </>
    );
  }
  return (
    <>
      <Button className="fold" aria-expanded={isOpen} aria-label={path} onPress={() => onToggle(path)}>
        {isOpen ? '▾' : '▸'}
      </Button>
      <span className="json-name">{makeVisible(name)}:</span> <span className="hint">{valueText(row)}</span>
    </>
  );
}

function rowText(row: JsonRow): string {
  return `${row.name} ${valueText(row)}`;
}

function valueText({ node }: JsonRow): string {
  if ('entries' in node)
    return node.kind === 'array' ? `[ ${node.entries.length} ]` : `{ ${node.entries.length} }`;
  const raw =
    node.raw.length > LONGEST ? `${node.raw.slice(0, LONGEST)}… (${node.raw.length} characters)` : node.raw;
  return makeVisible(raw);
}

/** The API has added its links to what was posted. */
function withoutLinks(node: ReturnType<typeof readJsonTree>) {
  if (!('entries' in node) || node.entries.at(-1)?.name !== '_links') return node;
  return { ...node, entries: node.entries.slice(0, -1) };
}
