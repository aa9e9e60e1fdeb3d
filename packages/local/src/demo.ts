import { randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { Api } from './api.ts';
import { projectDirectory } from './service.ts';

/** The demo's two integrations, by id. */
export interface Demo {
  readonly script: string;
  readonly webhook: string;
}

/** A run as `GET /api/projects/{project}/runs` shows it, as far as the demo needs it. */
export interface DemoRun {
  readonly id: string;
  readonly integration: string;
  readonly integration_name: string;
  readonly state: string;
  readonly attempt: number;
  readonly outcome: string | null;
  readonly error: { readonly message: string } | null;
  readonly duration_ms: number | null;
  readonly output: string;
  readonly trace_id: string | null;
}

/** An activity that was posted, and what Upshot said it would do about it. */
export interface PostedActivity {
  readonly id: string;
  readonly text: string;
  readonly matched: readonly { readonly integration: string; readonly run: string }[];
}

type Wanted = { readonly type: string } & Readonly<Record<string, unknown>>;
type Integration = Wanted & { readonly id: string; readonly name: string };

const project = '/api/projects/demo';

/** Makes sure of the demo project and its integrations; on later starts it finds and refreshes the same ones. */
export async function seedDemo(
  api: Api,
  options: { home: string; webhookUrl: string; key: string },
): Promise<Demo> {
  await api.send('PUT', project, { title: 'Demo' });
  const remembered = join(options.home, 'demo.json');
  const known = JSON.parse(await readFile(remembered, 'utf8').catch(() => '{}')) as Partial<Demo>;
  const script = await readFile(join(projectDirectory, 'examples', 'count-pushes.js'), 'utf8');
  const existing = await api.get<Integration[]>(`${project}/integrations`);
  const ensure = (id: string | undefined, name: string, wanted: Wanted) => {
    const found = existing.find((integration) => integration.id === id);
    const isTaken = existing.some((integration) => integration.name === name);
    return ensureIntegration(api, found, found !== undefined || isTaken ? wanted : { name, ...wanted });
  };
  const demo = {
    script: await ensure(known.script, 'count-pushes', {
      type: 'script',
      script,
      events: ['environment.push'],
    }),
    webhook: await ensure(known.webhook, 'demo-receiver', {
      type: 'webhook',
      url: options.webhookUrl,
      shared_key: options.key,
      events: ['environment.push'],
    }),
  };
  await writeFile(remembered, JSON.stringify(demo), { mode: 0o600 });
  return demo;
}

/** Posts a real push activity that happened just now. */
export async function postPush(api: Api): Promise<PostedActivity> {
  const file = join(projectDirectory, 'examples', 'activities', 'environment.push.json');
  const example = JSON.parse(await readFile(file, 'utf8')) as { text: string };
  const now = Date.now();
  const before = (seconds: number) => toTimestamp(now - seconds * 1000);
  const activity = {
    ...example,
    id: newActivityId(),
    project: 'demo',
    created_at: before(52),
    started_at: before(51.5),
    completed_at: toTimestamp(now),
    updated_at: toTimestamp(now),
    expires_at: before(-30 * 86_400),
  };
  const receipt = await api.send<Pick<PostedActivity, 'matched'>>('POST', `${project}/activities`, activity);
  return { id: activity.id, text: example.text, matched: receipt.matched };
}

/** Waits until every run of the activity has its final outcome, for half a minute at most, and returns them. */
export async function finishedRuns(
  api: Api,
  activity: PostedActivity,
  signal?: AbortSignal,
): Promise<DemoRun[]> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const runs = await api.get<DemoRun[]>(`${project}/runs?activity=${activity.id}&count=10`);
    const finished = runs.filter(({ state }) => state === 'finished');
    if (finished.length >= activity.matched.length || performance.now() > deadline) return runs;
    await delay(25, undefined, { signal });
  }
}

async function ensureIntegration(api: Api, found: Integration | undefined, wanted: Wanted): Promise<string> {
  if (found === undefined) {
    const created = await api.send<{ _embedded: { entity: { id: string } } }>(
      'POST',
      `${project}/integrations`,
      wanted,
    );
    return created._embedded.entity.id;
  }
  const { type: _type, ...fields } = wanted;
  const differs = Object.entries(fields).some(
    ([name, value]) => JSON.stringify(found[name]) !== JSON.stringify(value),
  );
  if (differs) await api.send('PATCH', `${project}/integrations/${found.id}`, fields);
  return found.id;
}

/** Thirteen characters, as real ones are. */
function newActivityId(): string {
  const characters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from({ length: 13 }, () => characters[randomInt(characters.length)]).join('');
}
