import type { ReachableSystem } from './system.ts';

/** Creates the project `bench` with one integration for each event type, all with the same script. */
export async function seedScripts(
  { api, token }: ReachableSystem,
  { types, script }: { readonly types: readonly string[]; readonly script: string },
): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async (method: string, path: string, body: unknown) => {
    const response = await fetch(api + path, { method, headers, body: JSON.stringify(body) });
    if (!response.ok)
      throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  };
  await call('PUT', '/projects/bench', { title: 'Bench' });
  for (const type of types) {
    await call('POST', '/projects/bench/integrations', { type: 'script', script, events: [type] });
  }
}
