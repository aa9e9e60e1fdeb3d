/** How many keys sign at once: the old one and the new one, while receivers change from one to the other. */
const MAX_KEYS = 2;

/** The keys of a text that has them separated by commas. */
export function splitSharedKeys(text: string): readonly string[] {
  return text.split(',').map((key) => key.trim());
}

/** Says what is wrong with the key, or the two keys, that sign webhooks; undefined when they can sign. */
export function findSharedKeyFault(text: string): string | undefined {
  const keys = splitSharedKeys(text);
  if (keys.length > MAX_KEYS) return `must not have more than ${MAX_KEYS} keys`;
  return keys.map(findKeyFault).find((fault) => fault !== undefined);
}

function findKeyFault(key: string): string | undefined {
  const sharedKey = withoutKeyPrefix(key);
  if (sharedKey === '') return 'must not be empty';
  if (!/^[\w+/-]+={0,2}$/.test(sharedKey))
    return 'must be base64 or base64url text, such as the output of "openssl rand -base64 32"';
  if (sharedKey.replace(/=+$/, '').length % 4 === 1)
    return 'is not valid base64: its length cannot be decoded';
  return undefined;
}

/** Standard Webhooks writes its keys with this prefix. */
export function withoutKeyPrefix(sharedKey: string): string {
  return sharedKey.startsWith('whsec_') ? sharedKey.slice('whsec_'.length) : sharedKey;
}
