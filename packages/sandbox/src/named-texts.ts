/**
 * Turns texts that came as name, value, name, value… into an object without a prototype. Throws a TypeError for a
 * list that no honest peer would send: an odd number of texts, or a name that comes twice.
 */
export function readNamedTexts(texts: readonly string[]): Readonly<Record<string, string>> {
  if (texts.length % 2 !== 0) throw new TypeError('an argument has no value');
  const named = Object.create(null) as Record<string, string>;
  for (let i = 0; i < texts.length; i += 2) {
    const [name = '', value = ''] = texts.slice(i, i + 2);
    if (name in named) throw new TypeError('an argument comes twice');
    named[name] = value;
  }
  return named;
}
