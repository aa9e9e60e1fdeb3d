import stringWidth from 'string-width';

/** Breaks lines wider than `width` columns at spaces where there are some, anywhere else where there are none. */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length * 2 > width && stringWidth(rest) > width) {
    const limit = fittingLength(rest, width);
    const space = rest.lastIndexOf(' ', limit);
    const isAtSpace = space > 0 && rest.slice(0, space).trim() !== '';
    const end = isAtSpace ? space : limit;
    lines.push(rest.slice(0, end));
    rest = rest.slice(isAtSpace ? end + 1 : end);
  }
  return [...lines, rest];
}

const graphemes = new Intl.Segmenter();

/** How many UTF-16 units of a text fit, at least one character: characters are never cut. */
function fittingLength(text: string, width: number): number {
  let used = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width && index > 0) return index;
  }
  return text.length;
}
