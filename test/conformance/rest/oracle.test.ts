import { createRequire } from 'node:module';
import type platformsh from 'platformsh-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';

/** The npm package `platformsh-client`, as it is published: the original's own client. */
const { default: OriginalClient, models } = createRequire(import.meta.url)(
  'platformsh-client',
) as typeof platformsh;

type Client = InstanceType<typeof OriginalClient>;
type Integration = Awaited<ReturnType<Client['getIntegration']>>;
type Activity = Awaited<ReturnType<Client['getProjectActivity']>>;

let system: TestSystem;
let client: Client;

beforeAll(async () => {
  system = await startSystem();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types ask for the address of a web page.
  client = new OriginalClient({
    api_url: `${system.url}/api`,
    base_url: system.url,
    access_token: await exchange(adminToken),
  } as ConstructorParameters<typeof OriginalClient>[0]);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

const script = `console.log('one', activity.id); console.log(project.title);`;

/**
 * Exchanges an API token as the original's command line does. The client has code for it, too, which its published
 * build never reaches: it takes every machine for a browser.
 */
async function exchange(apiToken: string): Promise<string> {
  const response = await fetch(`${system.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('platform-api-user:')}` },
    body: new URLSearchParams({ grant_type: 'api_token', api_token: apiToken }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Adds an integration as the client's users do, and reads it back. */
async function add(type: string, data: object): Promise<Integration> {
  const made = await (await client.getProject(project)).addIntegration(type, data as never);
  expect(made.data).toMatchObject({ status: 'Created', code: 201 });
  expect(made.countActivities()).toBe(0);
  const { id } = made.getEntity() as InstanceType<typeof models.Integration>;
  return await client.getIntegration(project, id);
}

async function waitForRun(integration: Integration): Promise<Activity> {
  return await eventually(async () => {
    const [run] = await client.getIntegrationActivities(
      project,
      integration.id,
      `integration.${integration.type}`,
    );
    if (run?.isComplete() !== true) throw new Error('no run has ended yet');
    return run;
  });
}

/** What a promise was rejected with. The client passes on the text of what is not `application/json`. */
async function rejection(refused: Promise<unknown>): Promise<{ code: string; detail: unknown }> {
  const thrown: unknown = await refused.then(
    () => 'nothing',
    (cause: unknown) => cause,
  );
  return JSON.parse(String(thrown)) as { code: string; detail: unknown };
}

describe('the original client', () => {
  it('goes on with the bearer token that its API token was exchanged for', async () => {
    expect(await client.getAccessToken()).toMatchObject({ access_token: adminToken });
  });

  it('reads the project, and follows its links', async () => {
    const found = await client.getProject(project);
    expect(found).toMatchObject({ id: project, title: 'Shop' });
    expect(found.getLink('integrations')).toBe(`${system.url}/api/projects/${project}/integrations`);
    expect(Array.isArray(await found.getIntegrations(10))).toBe(true);
  });

  it('finds its projects', async () => {
    expect(await client.getProjects()).toMatchObject([{ id: project, title: 'Shop' }]);
    const { projects } = await client.getAccountInfo();
    expect(projects).toEqual([expect.objectContaining({ id: project })]);
  });

  it('reads environments, and the activities of one', async () => {
    await system.post(await pushActivity('named'));
    const [main] = await client.getEnvironments(project);
    expect(main).toMatchObject({ id: 'main', project });
    expect(await client.getEnvironment(project, 'main')).toMatchObject({ id: 'main', status: 'active' });
    expect(await main?.getActivities('environment.push')).not.toEqual([]);
  });

  it('edits the project', async () => {
    const found = await client.getProject(project);
    const result = await found.update({ timezone: 'Europe/Paris' });
    expect(result.getEntity()).toMatchObject({ timezone: 'Europe/Paris', title: 'Shop' });
  });

  it('adds, lists, reads, changes and deletes a script', async () => {
    const integration = await add('script', { script, events: ['none'], states: ['complete'] });
    expect(integration).toMatchObject({ type: 'script', script, events: ['none'], result: '*' });
    const listed = await client.getIntegrations(project);
    expect(listed.map(({ id }) => id)).toContain(integration.id);
    const changed = await integration.update({ environments: ['main'] });
    expect(changed.data).toMatchObject({ status: 'OK', code: 200 });
    expect(changed.getEntity()).toMatchObject({ environments: ['main'], events: ['none'] });
    expect(await integration.refresh()).toMatchObject({ environments: ['main'] });
    const deleted = await integration.delete();
    expect(deleted.data).toMatchObject({ code: 200, _embedded: { entity: { id: integration.id } } });
    expect((await rejection(client.getIntegration(project, integration.id))).code).toBe(
      'integration_not_found',
    );
  });

  it('adds a webhook, whose key it does not see again, and validates it', async () => {
    const webhook = await add('webhook', {
      url: 'https://example.org/',
      shared_key: 'c2VjcmV0',
      events: ['none'],
    });
    expect(webhook).toMatchObject({ url: 'https://example.org/', shared_key: '******' });
    expect(webhook.operationAvailable('validate')).toBe(true);
    expect(await webhook.runOperation('validate', 'POST', {})).toMatchObject({ status: 'OK', code: 200 });
    await webhook.update({ url: 'https://example.org/other' });
    expect(await webhook.refresh()).toMatchObject({ url: 'https://example.org/other', shared_key: '******' });
    expect(webhook.hasLink('#hook')).toBe(false);
  });

  it('is told field by field what is wrong', async () => {
    const broken = await rejection(add('script', { script: 'var = 1;' }));
    expect(broken).toMatchObject({
      code: 'invalid_script',
      detail: { script: expect.any(String) as string },
    });
    const unsupported = await rejection(add('github', { repository: 'a/b', token: 'x' }));
    expect(unsupported).toMatchObject({ code: 'unsupported_integration_type' });
    expect((await rejection(client.getProject('nowhere'))).code).toBe('project_not_found');
  });

  it('lists and reads activities, with filters, by project and by environment', async () => {
    await system.post(await pushActivity('listed'));
    const all = await client.getProjectActivities(project);
    expect(all.map(({ id }) => id)).toContain('listed');
    const types = ['environment.push', 'environment.cron'];
    const pushes = await client.getProjectActivities(project, types);
    expect(pushes.map(({ id }) => id)).toContain('listed');
    expect(await client.getProjectActivities(project, ['environment.cron'])).toEqual([]);
    const found = await client.getProject(project);
    expect(await found.getActivities(types, new Date(0))).toEqual([]);
    expect(await client.getEnvironmentActivities(project, 'main', 'environment.push')).not.toEqual([]);
    expect(await client.getEnvironmentActivities(project, 'other', 'environment.push')).toEqual([]);
    const activity = await client.getProjectActivity(project, 'listed');
    expect(activity.isComplete()).toBe(true);
    expect(activity.getDescription()).toContain('pushed to');
    expect((await rejection(client.getProjectActivity(project, 'none'))).code).toBe('activity_not_found');
  });

  it('reads the log of an activity up to its seal', async () => {
    await system.post({ ...(await pushActivity('logged')), log: 'first\nsecond\n' });
    const activity = await client.getProjectActivity(project, 'logged');
    expect(await logOf(activity)).toMatchObject([
      { data: { message: 'first\n' } },
      { data: { message: 'second\n' } },
      { seal: true },
    ]);
    expect(await (await client.getStreamingLog(activity)).text()).toContain('"message":"first\\n"');
  });

  it('reads the runs of a script as activities, and what it printed', async () => {
    const integration = await add('script', { script, events: ['environment.push'] });
    await system.post(await pushActivity('fired'));
    const run = await waitForRun(integration);
    expect(run).toMatchObject({ type: 'integration.script', state: 'complete', result: 'success' });
    expect(run).toMatchObject({ integration: integration.id, project, log: 'one fired\nShop' });
    expect(await integration.getActivity(run.id)).toMatchObject({ id: run.id });
    const now = Math.ceil(Date.now() / 1000) + 1;
    const found = await integration.getActivities('integration.script', now);
    expect(found.map(({ id }) => id)).toEqual([run.id]);
    expect(await integration.getActivities('integration.script', 1)).toEqual([]);
    expect(await logOf(run)).toMatchObject([
      { data: { message: 'one fired\n' } },
      { data: { message: 'Shop\n' } },
      { seal: true },
    ]);
    expect(await run.wait()).toMatchObject({ state: 'complete' });
  });

  it('cancels a run that waits for another attempt', async () => {
    const webhook = await add('webhook', { url: 'https://host.invalid/', events: ['environment.push'] });
    await system.post(await pushActivity('undeliverable'));
    const run = await eventually(async () => {
      const [found] = await webhook.getActivities('integration.webhook', Math.ceil(Date.now() / 1000) + 1);
      if (found?.payload['outcome'] !== 'failed' || !found.operationAvailable('cancel'))
        throw new Error('it does not wait yet');
      return found;
    });
    const answer = (await run.runOperation('cancel')) as Response;
    expect(answer.status).toBe(202);
    expect(await run.refresh()).toMatchObject({ state: 'cancelled', result: 'failure' });
    expect(run.operationAvailable('cancel')).toBe(false);
  });
});

/** Everything that the client reads of a log until it sees the seal. */
async function logOf(activity: Activity): Promise<readonly object[]> {
  const items: object[] = [];
  await activity.getLogs((read) => void items.push(...(read as unknown as object[]))).exec();
  return items;
}
