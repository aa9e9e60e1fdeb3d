import { formatClock, formatCount } from '../../format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { sumUp, type DayCounts } from './summarize.ts';

/** Runs of a stretch of time, by outcome. */
export interface Bucket {
  readonly at: string;
  readonly outcome: string;
  readonly count: number;
}

const HOURS = 24;
const HOUR_MS = 3_600_000;
const WIDTH = 480;
const HEIGHT = 96;
const BAR = WIDTH / HOURS;

const series = [
  ['succeeded', 'good'],
  ['failed', 'bad'],
  ['pending', 'busy'],
] as const satisfies readonly (readonly [keyof DayCounts, string])[];

/** The runs of the last 24 hours, an hour a bar, with the numbers behind a button. */
export function Histogram({ from, buckets }: { readonly from: string; readonly buckets: readonly Bucket[] }) {
  const start = Date.parse(from);
  const hours = Array.from({ length: HOURS }, (_, hour) => {
    const at = start + hour * HOUR_MS;
    const own = buckets.filter((bucket) => Date.parse(bucket.at) === at);
    return { at: new Date(at).toISOString(), counts: sumUp(own) };
  });
  const total = ({ succeeded, failed, pending }: DayCounts) => succeeded + failed + pending;
  const highest = Math.max(1, ...hours.map(({ counts }) => total(counts)));
  return (
    <figure className="histogram">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label="Runs of the last 24 hours, an hour a bar"
      >
        {hours.map(({ at, counts }, hour) => {
          let top = HEIGHT;
          return series.map(([name, tone]) => {
            const height = (counts[name] / highest) * HEIGHT;
            top -= height;
            return (
              <rect
                key={`${at} ${name}`}
                className={tone}
                x={hour * BAR + 1}
                y={top}
                width={BAR - 2}
                height={height}
              />
            );
          });
        })}
      </svg>
      <details>
        <summary>The numbers</summary>
        <ListTable columns={['From', 'Succeeded', 'Failed', 'Waiting']}>
          {hours
            .filter(({ counts }) => total(counts) > 0)
            .map(({ at, counts }) => (
              <tr key={at}>
                <td>{formatClock(at)}</td>
                {series.map(([name]) => (
                  <td key={name}>{formatCount(counts[name])}</td>
                ))}
              </tr>
            ))}
        </ListTable>
      </details>
    </figure>
  );
}
