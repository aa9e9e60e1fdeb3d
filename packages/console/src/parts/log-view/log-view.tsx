import { useLocation, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Button, Checkbox } from 'react-aria-components';
import { words } from '../../words.ts';
import { CopyButton } from '../copy-button.tsx';
import { FilterText } from '../filter-text.tsx';
import { findMatches } from './find-matches.ts';
import { readLineRange, writeLineRange } from './line-range.ts';
import type { LogPart } from './log-lines.ts';
import { LogRows } from './log-rows.tsx';

/** A whole log: only the lines on screen are in the page, and the search counts all of it. */
export function LogView({
  log,
  isLive,
  find,
  onFind,
}: {
  readonly log: LogPart;
  /** Whether lines still arrived when the page was opened: its end is shown first, else its beginning. */
  readonly isLive: boolean;
  readonly find: string | undefined;
  readonly onFind: (text: string | undefined) => void;
}) {
  const [isPattern, setIsPattern] = useState(false);
  const [isWrapped, setIsWrapped] = useState(true);
  const [position, setPosition] = useState(0);
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const range = readLineRange(hash);
  const found = useMemo(
    () => findMatches(log.lines, { text: find ?? '', isPattern }),
    [log.lines, find, isPattern],
  );
  const matches = 'fault' in found ? [] : found;
  const current = matches[position % Math.max(1, matches.length)];
  const step = (by: number) => setPosition((position + by + matches.length) % Math.max(1, matches.length));
  const choose = (line: number, isExtended: boolean) => {
    const first = isExtended && range !== undefined ? range.first : line;
    const chosen = writeLineRange({ first: Math.min(first, line), last: Math.max(first, line) });
    void navigate({ to: '.', search: true, hash: chosen, replace: true, hashScrollIntoView: false });
  };
  return (
    <section aria-label="Output">
      <div className="filters">
        <FilterText
          label="Find"
          value={find}
          onChange={(text) => {
            setPosition(0);
            onFind(text);
          }}
        />
        <Toggle label="Regular expression" isOn={isPattern} onChange={setIsPattern} />
        <span aria-live="polite" className="hint">
          {'fault' in found ? found.fault : describeMatches(find, matches.length, log.isComplete)}
        </span>
        {matches.length === 0 ? null : <MatchButtons onStep={step} />}
        <span className="spacer" />
        <Toggle label="Wrap" isOn={isWrapped} onChange={setIsWrapped} />
        <CopyButton text={() => log.lines.map(({ text }) => text).join('\n')}>Copy all</CopyButton>
      </div>
      <LogRows {...{ log, isLive, range, current, isWrapped }} matches={new Set(matches)} onChoose={choose} />
      <p className="hint">
        {words.lines(log.lines.length)}
        {log.isComplete ? '' : ' so far'}
      </p>
    </section>
  );
}

function Toggle({
  label,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <Checkbox className="checkbox" isSelected={isOn} onChange={onChange}>
      <span aria-hidden="true" className="box" /> {label}
    </Checkbox>
  );
}

function MatchButtons({ onStep }: { readonly onStep: (by: number) => void }) {
  return (
    <>
      <Button className="button" aria-label="Previous match" onPress={() => onStep(-1)}>
        ↑
      </Button>
      <Button className="button" aria-label="Next match" onPress={() => onStep(1)}>
        ↓
      </Button>
    </>
  );
}

function describeMatches(find: string | undefined, count: number, isComplete: boolean): string {
  if (find === undefined) return '';
  return `${words.matches(count)}${isComplete ? '' : ' so far'}`;
}
