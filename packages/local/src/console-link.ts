import type { Api } from './api.ts';

/** A link that signs in to the console once; undefined where the console is switched off. */
export async function createConsoleLink(api: Api): Promise<string | undefined> {
  if (process.env['UPSHOT_CONSOLE'] === 'off') return undefined;
  const { url } = await api.send<{ url: string }>('POST', '/api/console-links', undefined);
  return new URL(url, api.url).href;
}
