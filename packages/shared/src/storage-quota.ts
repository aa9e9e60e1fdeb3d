/** How much an integration may keep. Keys and values count in UTF-16 units of their JSON text. */
export const storageQuota = {
  keys: 1000,
  keyLength: 512,
  valueLength: 64 * 1024,
  totalLength: 1024 * 1024,
} as const;

/** The key as JSON without its quotes: any string, NUL and lone surrogates included, becomes plain text. */
export function storageNotation(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}

/** Says why a value may not be stored among others; undefined when it may. Keys are in the notation. */
export function findStorageRefusal(
  values: ReadonlyMap<string, string>,
  key: string,
  json: string,
): string | undefined {
  const { keys, keyLength, valueLength, totalLength } = storageQuota;
  if (key.length > keyLength)
    return `a storage key may have ${keyLength} characters, this one has ${key.length}`;
  if (json.length > valueLength)
    return `a storage value may have ${valueLength} characters as JSON, this one has ${json.length}`;
  if (!values.has(key) && values.size >= keys) return `the storage of an integration may have ${keys} keys`;
  let total = key.length + json.length;
  for (const [name, value] of values) if (name !== key) total += name.length + value.length;
  if (total > totalLength) return `the storage of an integration may have ${totalLength} characters in all`;
  return undefined;
}
