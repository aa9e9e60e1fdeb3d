const MASK = '******';

/** Shorter values would mask half the alphabet, and protect nothing. */
const SHORTEST = 4;

/** Makes a function that masks every occurrence of the secrets in a text. */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const needles = [...new Set(secrets.flatMap(spellings))]
    .filter((secret) => secret.length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length);
  if (needles.length === 0) return (text) => text;
  return (text) => needles.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

/** A secret as such, line by line, and as it looks in JSON and in a URL. */
function spellings(secret: string): readonly string[] {
  const lines = secret.split('\n').map((line) => line.trim());
  return [secret, ...lines, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
}
