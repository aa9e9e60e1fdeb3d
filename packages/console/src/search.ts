type Raw = Readonly<Record<string, unknown>>;
type Field<T> = (value: unknown) => T | undefined;

type Values<F> = { readonly [K in keyof F]?: F[K] extends Field<infer T> ? T | undefined : never };

/** Makes the check of a page's address: unknown names are dropped, and so are values that are not valid. */
export function defineSearch<const F extends Readonly<Record<string, Field<unknown>>>>(
  fields: F,
): (raw: Raw) => Values<F> {
  return (raw) => {
    // The router adds what is returned to what was given: only `undefined` removes a name.
    const dropped = Object.keys(raw).map((name) => [name, undefined] as const);
    const known = Object.entries(fields).map(([name, read]) => [name, read(raw[name])] as const);
    return Object.fromEntries([...dropped, ...known]) as Values<F>;
  };
}

/** Whether an address filters anything. */
export function isFiltered(search: object): boolean {
  return Object.values(search).some((value) => value !== undefined);
}

/** Any text that is not empty. */
export const text: Field<string> = (value) => {
  const first = Array.isArray(value) ? (value as unknown[])[0] : value;
  return typeof first === 'string' && first.trim() !== '' ? first.trim().slice(0, 512) : undefined;
};

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[]): Field<T> {
  return (value) => words.find((word) => word === text(value));
}

/** Some of some words, or any words; none is the same as no filter. */
export function listOf<const T extends string = string>(words?: readonly T[]): Field<readonly T[]> {
  return (value) => {
    const given = (Array.isArray(value) ? value : [value]).filter(
      (item) => typeof item === 'string' && item !== '',
    );
    const known = given.filter((item): item is T => words === undefined || words.includes(item as T));
    return known.length === 0 ? undefined : [...new Set(known)];
  };
}

/** Reads the query of an address: a name that stands there repeatedly is a list. */
export function parseSearch(query: string): Record<string, string | string[]> {
  const values = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const former = values.get(name);
    values.set(name, former === undefined ? value : [former, value].flat());
  }
  return Object.fromEntries(values);
}

/** Writes what {@link parseSearch} reads. */
export function stringifySearch(search: Raw): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const item of [value].flat())
      if (item !== undefined && item !== null) query.append(name, asText(item));
  }
  const written = query.toString();
  return written === '' ? '' : `?${written}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The names of an address that the check of its page has dropped, wholly or in part. */
export function findIgnored(query: string, kept: Raw): readonly string[] {
  const given = parseSearch(query);
  return Object.keys(given).filter(
    (name) => [given[name]].flat().length !== [kept[name] ?? []].flat().length,
  );
}
