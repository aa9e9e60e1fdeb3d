/** Breaks lines longer than `width` at spaces where there are some, anywhere else where there are none. */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const isAtSpace = space > 0 && rest.slice(0, space).trim() !== '';
    const end = isAtSpace ? space : endOfCharacter(rest, width);
    lines.push(rest.slice(0, end));
    rest = rest.slice(isAtSpace ? end + 1 : end);
  }
  return [...lines, rest];
}

/** Keeps the two halves of a surrogate pair together. */
function endOfCharacter(text: string, at: number): number {
  return at > 1 && /[\ud800-\udbff]/.test(text[at - 1] ?? '') ? at - 1 : at;
}
