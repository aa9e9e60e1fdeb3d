/** miniflare: a queue and a key-value store of Cloudflare Workers, both in memory, with its consumer in workerd. */
import { requirePeer } from './peer-modules.ts';

interface Miniflare {
  readonly ready: Promise<unknown>;
  dispose(): Promise<void>;
}

const code = `
const done = [];
export default {
  async fetch(request, env) {
    const { searchParams } = new URL(request.url);
    if (request.method === 'POST') {
      await env.QUEUE.send(await request.text(), { contentType: 'text' });
      return new Response('', { status: 202 });
    }
    const prefix = searchParams.get('prefix');
    if (prefix === null) return new Response(String(done.length));
    return Response.json(done.filter(({ id }) => id.startsWith(prefix)));
  },
  async queue(batch, env) {
    for (const { body } of batch.messages) {
      const activity = JSON.parse(body);
      const count = Number((await env.STORAGE.get(activity.type)) ?? 0) + 1;
      await env.STORAGE.put(activity.type, String(count));
      const author = activity.payload.user.display_name;
      const line = activity.type + ' by ' + author + ' on ' + activity.environments[0] + ': ' + count;
      console.log(line);
      done.push({ id: activity.id, at: Date.now(), line });
    }
  },
};
`;

const { Miniflare } = requirePeer('miniflare') as { Miniflare: new (options: unknown) => Miniflare };
const miniflare = new Miniflare({
  modules: true,
  script: code,
  compatibilityDate: '2026-07-01',
  host: '127.0.0.1',
  port: Number(process.env['PORT']),
  kvNamespaces: ['STORAGE'],
  queueProducers: { QUEUE: 'activities' },
  queueConsumers: { activities: { maxBatchSize: 20, maxBatchTimeout: 0.05 } },
});
process.once('SIGTERM', () => void miniflare.dispose().then(() => process.exit()));
await miniflare.ready;
console.log('peer ready');
