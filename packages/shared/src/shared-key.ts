/** Says what is wrong with a key that signs webhooks, or undefined when it can sign. */
export function findSharedKeyFault(key: string): string | undefined {
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
