import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { formatUtc } from '../../format.ts';
import { makeVisible } from '../visible-text.ts';
import type { LineRange } from './line-range.ts';
import type { LogLine, LogPart } from './log-lines.ts';

const LONGEST = 65_536;
const AT_END_PIXELS = 40;

interface RowsProps {
  readonly log: LogPart;
  /** Whether the view starts at the end and stays there while lines arrive. */
  readonly isLive: boolean;
  readonly range: LineRange | undefined;
  readonly matches: ReadonlySet<number>;
  readonly current: number | undefined;
  readonly isWrapped: boolean;
  readonly onChoose: (line: number, isExtended: boolean) => void;
}

/** The lines on screen. The view of a live log follows its end until the reader scrolls away. */
export function LogRows({ log, isLive, range, matches, current, isWrapped, onChoose }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(isLive && range === undefined);
  const virtual = useVirtualizer({
    count: log.lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => 24,
    overscan: 20,
  });
  const wanted = current ?? (range === undefined ? undefined : range.first - 1);
  const isThere = wanted !== undefined && wanted < log.lines.length;
  useEffect(() => {
    if (!isThere) return;
    isFollowing.current = false;
    virtual.scrollToIndex(wanted, { align: 'center' });
  }, [virtual, wanted, isThere]);
  useEffect(() => {
    if (!log.isComplete && isFollowing.current) virtual.scrollToIndex(log.lines.length - 1, { align: 'end' });
  }, [virtual, log]);
  const onScroll = ({ currentTarget }: React.UIEvent<HTMLDivElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget;
    isFollowing.current = isLive && scrollHeight - scrollTop - clientHeight < AT_END_PIXELS;
  };
  return (
    <div
      ref={box}
      className={isWrapped ? 'virtual log' : 'virtual log unwrapped'}
      // It scrolls, so that the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label="Lines"
      onScroll={onScroll}
    >
      <div className="lines" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = log.lines[index];
          const isChosen = range !== undefined && index + 1 >= range.first && index + 1 <= range.last;
          const marks = [
            isChosen ? 'chosen' : '',
            matches.has(index) ? 'match' : '',
            index === current ? 'current' : '',
          ];
          return line === undefined ? null : (
            <div
              key={line.id}
              data-index={index}
              ref={virtual.measureElement}
              className={`log-row ${marks.join(' ')}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Line number={index + 1} line={line} onChoose={onChoose} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Line({
  number,
  line,
  onChoose,
}: {
  readonly number: number;
  readonly line: LogLine;
  readonly onChoose: RowsProps['onChoose'];
}) {
  const text = line.text.length > LONGEST ? `${line.text.slice(0, LONGEST)}…` : line.text;
  const isError = line.id.endsWith('.error');
  return (
    <>
      <Button
        className="line-number"
        aria-label={`Line ${number}`}
        onPress={({ shiftKey }) => onChoose(number, shiftKey)}
      >
        {number}
      </Button>
      <span className={isError ? 'line-text error' : 'line-text'} title={formatUtc(line.at)}>
        {isError ? '✗ ' : ''}
        {makeVisible(text)}
      </span>
    </>
  );
}
