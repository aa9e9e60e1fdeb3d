const MASK = '******';

/** Shorter values would mask half the alphabet, and protect nothing. */
const SHORTEST = 4;

/** Enough for every secret in every spelling; a secret of thousands of lines is not looked for line by line. */
const MAX_NEEDLES = 400;

/** V8 quotes the beginning of what it could not parse as JSON. */
const QUOTED_LENGTH = 10;

/** Hides secrets in what a run leaves behind. */
export interface Mask {
  /**
   * Prepares for some texts: the function it returns masks every secret that occurs in one of them. What does not occur
   * in any is not looked for again.
   */
  of(texts: readonly string[]): (text: string) => string;
}

/** Makes the mask of some secrets, the longest first, so that none is hidden only in part. */
export function createMask(secrets: readonly string[]): Mask {
  const needles = [...new Set([...secrets, ...secrets.flatMap(spellings), ...secrets.flatMap(linesOf)])]
    .filter((needle) => needle.length >= SHORTEST)
    .slice(0, MAX_NEEDLES)
    .toSorted((a, b) => b.length - a.length);
  return {
    of(texts) {
      const joined = needles.length === 0 ? '' : texts.join('\n');
      const present = needles.filter((needle) => joined.includes(needle));
      if (present.length === 0) return (text) => text;
      return (text) => present.reduce((masked, needle) => masked.replaceAll(needle, MASK), text);
    },
  };
}

/** As scripts and libraries write a value: in JSON, in a URL, as a host name, in base64, cut short in a message. */
function spellings(secret: string): readonly string[] {
  if (secret.length > 64 * 1024) return [];
  const wellFormed = secret.toWellFormed();
  const bytes = Buffer.from(wellFormed);
  return [
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(wellFormed),
    encodeURI(wellFormed),
    secret.toLowerCase(),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...(secret.length >= QUOTED_LENGTH + 6 ? [secret.slice(0, QUOTED_LENGTH)] : []),
  ];
}

function linesOf(secret: string): readonly string[] {
  const lines = secret.split('\n', 100).map((line) => line.trim());
  return lines.length > 1 ? lines.filter((line) => line.length >= 8) : [];
}
