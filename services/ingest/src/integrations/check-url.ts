import { invalid } from '../http/validate.ts';

/** Throws a problem unless a webhook can be sent to the address. Where it leads is checked when it is connected to. */
export function requireWebhookUrl(text: string): void {
  const fault = findFault(text);
  if (fault !== undefined) throw invalid([{ field: 'url', message: fault }]);
}

function findFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL, such as https://example.org/hook';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must begin with https:// or http://';
  if (username !== '' || password !== '')
    return 'must not hold a user or a password: sign with shared_key instead';
  return undefined;
}
