const HEIGHT = 24;
const STEP = 5;

/** How often something happened in equal parts of a stretch of time, as bars. The text beside it says the number. */
export function Sparkline({ parts }: { readonly parts: readonly number[] }) {
  const most = Math.max(1, ...parts);
  const width = parts.length * STEP;
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      aria-hidden="true"
    >
      {parts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * HEIGHT);
        // oxlint-disable-next-line react/no-array-index-key -- parts have no other name than their place
        return <rect key={index} x={index * STEP} y={HEIGHT - height} width={STEP - 1} height={height} />;
      })}
    </svg>
  );
}
