const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A row of bars, the highest for the greatest value; a blank where a value is not known. */
export function drawSparkline(values: readonly (number | null)[]): string {
  const greatest = Math.max(0, ...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === null) return ' ';
      const height = greatest === 0 ? 0 : Math.ceil((value / greatest) * (BARS.length - 1));
      return BARS[height] ?? '';
    })
    .join('');
}
