import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ environment: { UPSHOT_SCRIPT_CPU_MS: '1000' } });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

interface Entry {
  readonly run_id: string;
  readonly attempt: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly output: string;
  readonly trace_id: string;
  readonly error_message: string | null;
  readonly error_line: number | null;
  readonly error_column: number | null;
}

function finalEntryOf(run: string): Promise<Entry> {
  return eventually(async () => {
    const [entry] = await system.query<Entry>('select * from activity_log where run_id = $1 and is_final', [
      run,
    ]);
    if (entry === undefined) throw new Error(`run ${run} has no final outcome`);
    return entry;
  });
}

async function runOf(integration: string, activity: unknown): Promise<Entry> {
  const receipt = await system.post(activity);
  const matched = receipt.matched.find((item) => item.integration === integration);
  if (matched === undefined) throw new Error(`${integration} was skipped: ${JSON.stringify(receipt)}`);
  return await finalEntryOf(matched.run);
}

const counterScript = `
const storage = require('storage');
const counter = storage.get('counter') || 0;
storage.set('counter', counter + 1);
console.log('push', counter + 1, 'to', activity.environments[0], 'by', activity.payload.user.display_name);
console.log(_.pluck(activity.payload.commits, 'sha').length + ' commit(s) in', project.title);
`;

describe('an activity that is posted', () => {
  it('runs the matching script, which reads it, prints, counts, and has its outcome in the activity log', async () => {
    const integration = await system.addIntegration({ type: 'script', script: counterScript });
    const first = await runOf(integration, await pushActivity('push1'));
    expect(first).toMatchObject({ attempt: 1, outcome: 'succeeded', error_message: null });
    expect(first.output).toBe('push 1 to main by Cloé Weber\n1 commit(s) in Shop');
    const second = await runOf(integration, await pushActivity('push2'));
    expect(second.output).toContain('push 2 to main');
  });

  it('keeps one trace from the producer to the log', async () => {
    const integration = await system.addIntegration({
      type: 'script',
      script: 'console.log(1)',
      events: ['trace.me'],
    });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await fetch(`${system.url}/api/projects/shop/activities`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': 'application/json',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: JSON.stringify(await pushActivity('traced', { type: 'trace.me' })),
    });
    const receipt = (await response.json()) as {
      trace_id: string;
      matched: { integration: string; run: string }[];
    };
    expect(receipt.trace_id).toBe(traceId);
    const run = receipt.matched.find((item) => item.integration === integration)?.run ?? '';
    expect((await finalEntryOf(run)).trace_id).toBe(traceId);
  });

  it('says which integrations it skipped, and why', async () => {
    const integration = await system.addIntegration({ type: 'script', script: '1', events: ['project.*'] });
    const receipt = await system.post(await pushActivity('skipped1'));
    expect(receipt.skipped).toContainEqual({
      integration,
      name: expect.any(String) as string,
      reason: { field: 'events', message: 'type "environment.push" is not in events ["project.*"]' },
    });
  });

  it("fails only its own run when the script throws, with the script's own position", async () => {
    const integration = await system.addIntegration({
      type: 'script',
      events: ['break.me'],
      script: "console.log('before');\nconst missing = null;\nmissing.property;",
    });
    const entry = await runOf(integration, await pushActivity('broken', { type: 'break.me' }));
    expect(entry).toMatchObject({ outcome: 'failed', output: 'before', error_line: 3 });
    expect(entry.error_message).toContain('null');
  });

  it('never shows a sensitive variable, though the script may use it', async () => {
    const integration = await system.addIntegration({
      type: 'script',
      events: ['secret.me'],
      script: "console.log(variables.plain, variables.token); throw new Error('bad ' + variables.token);",
    });
    const path = `/projects/shop/integrations/${integration}/variables`;
    await system.call('POST', path, { name: 'plain', value: 'open' });
    await system.call('POST', path, { name: 'token', value: 'canary-7361', is_sensitive: true });
    const entry = await runOf(integration, await pushActivity('secret1', { type: 'secret.me' }));
    expect(entry.output).toBe('open ******');
    expect(entry.error_message).toBe('bad ******');
    expect(JSON.stringify(entry)).not.toContain('canary-7361');
    expect(JSON.stringify(await system.call('GET', path))).not.toContain('canary-7361');
    expect(JSON.stringify(await system.query('select * from variables'))).not.toContain('canary-7361');
  });

  it('cancels pending runs of an integration that was deleted, and says so', async () => {
    const integration = await system.addIntegration({
      type: 'script',
      script: 'for (;;) {}',
      events: ['slow.me'],
    });
    const receipts = [];
    for (const id of ['slow1', 'slow2'])
      receipts.push(await system.post(await pushActivity(id, { type: 'slow.me' })));
    await system.call('DELETE', `/projects/shop/integrations/${integration}`);
    const outcomes = [];
    for (const { matched } of receipts) {
      const run = matched.find((item) => item.integration === integration)?.run ?? '';
      outcomes.push((await finalEntryOf(run)).outcome);
    }
    expect(outcomes.every((outcome) => ['timed_out', 'cancelled', 'succeeded'].includes(outcome))).toBe(true);
  });
});
