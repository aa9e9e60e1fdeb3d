/** How many characters are shown before the first one that differs, and after it. */
interface Around {
  readonly before: number;
  readonly after: number;
}

/** Shows of two texts the place where they begin to differ; what is left out is `…`. */
export function aroundDifference(
  recorded: string,
  now: string,
  around: Around,
): { readonly before: string; readonly after: string } {
  let same = 0;
  while (same < recorded.length && recorded[same] === now[same]) same += 1;
  const start = same > around.before + 20 ? same - around.before : 0;
  const cut = (text: string) => {
    const end = same + around.after;
    return `${start === 0 ? '' : '…'}${text.slice(start, end)}${text.length > end ? '…' : ''}`;
  };
  return { before: cut(recorded), after: cut(now) };
}
