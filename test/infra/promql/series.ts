/** A value at a time, in seconds. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

export type Labels = Readonly<Record<string, string>>;

/** All samples of one series; `__name__` is among its labels. */
export interface Series {
  readonly labels: Labels;
  readonly samples: readonly Sample[];
}

/** Reads a series of a promtool test: `name{label="value"}`, and `1+2x3 _x2 7` as values every `intervalS`. */
export function readSeries(series: string, values: string, intervalS: number): Series {
  const [, name = '', inner = ''] = /^([a-z_]\w*)(?:\{(.*)\})?$/.exec(series) ?? [];
  if (name === '') throw new Error(`not a series: ${series}`);
  const pairs = Array.from(inner.matchAll(/(\w+)="([^"]*)"/g), ([, label = '', value = '']) => [
    label,
    value,
  ]);
  const samples = readValues(values).flatMap((value, index) =>
    value === undefined ? [] : [{ at: index * intervalS, value }],
  );
  return { labels: { __name__: name, ...(Object.fromEntries(pairs) as Labels) }, samples };
}

/** Undefined where there is no sample. */
function readValues(text: string): readonly (number | undefined)[] {
  return text.split(/\s+/).flatMap((word) => {
    const [, start = '', step = '0', times = '0'] =
      /^(_|NaN|-?[\d.]+)([+-][\d.]+)?(?:x(\d+))?$/.exec(word) ?? [];
    if (start === '') throw new Error(`not a value: ${word}`);
    const count = Number(times);
    if (start === '_') return Array.from({ length: Math.max(count, 1) }, () => undefined);
    return Array.from({ length: count + 1 }, (_, index) => Number(start) + Number(step) * index);
  });
}

/** A duration such as `5m` or `1m30s`, in seconds. */
export function readDuration(text: string): number {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  if (parts.map(([part]) => part).join('') !== text || text === '')
    throw new Error(`not a duration: ${text}`);
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0), 0);
}
