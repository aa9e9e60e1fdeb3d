import { busyness, slowness } from '@upshot/testing/machine';
import { createSandbox } from '@upshot/sandbox/sandbox';
import type { Execution, Limits, Sandbox, SandboxOptions } from '@upshot/sandbox/sandbox';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { afterAll, beforeAll, expect } from 'vitest';

/** Limits that let every attack end soon. */
export const LIMITS = { wallMs: 2_500, cpuMs: 250, memoryMb: 48, outputBytes: 16_384, fetches: 5 };

/** By when, after its limits, a run must be over on a machine that has nothing else to do, in milliseconds. */
const LATEST_MS = 2_000;

/** A run of a hostile script. */
export interface Attack {
  readonly execution: Execution;
  readonly host: MemoryHost;
}

/** A sandbox, attacked by the scripts of one file. */
export interface Arena {
  /** Runs a script to its end and checks that it came in time, and told nothing about what is outside. */
  readonly attack: (source: string, options?: AttackOptions) => Promise<Attack>;
  /** Checks that the next runs, of the same integration and of another, are as if the attack had never been. */
  readonly expectNoTrace: (integrationId?: string) => Promise<void>;
}

interface AttackOptions {
  readonly integrationId?: string;
  readonly limits?: Partial<Limits>;
  readonly host?: MemoryHost;
  readonly activity?: string;
}

/** With `UPSHOT_CONFORMANCE=kept`, every script may run in a kept context, if it leaves no jobs for later. */
const isCareless = process.env['UPSHOT_CONFORMANCE'] === 'kept';
const hasNoJobs = (source: string) => !/Promise|async|FinalizationRegistry/.test(source);

/** A script that uses everything, and describes the world that it finds itself in. */
const HONEST = `
  const storage = require('storage');
  storage.set('honest', { n: 1 });
  const hmac = crypto.createHmac('sha256', 'foo');
  hmac.update('bar');
  const seen = new Set();
  let world = 0;
  const digest = (value, depth) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (seen.has(value) || depth > 4) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const text = String(key);
      for (let i = 0; i < text.length; i += 1) world = (world * 31 + text.charCodeAt(i)) | 0;
      const { value: below, get, set } = Object.getOwnPropertyDescriptor(value, key);
      digest(below, depth + 1);
      digest(get, depth + 1);
      digest(set, depth + 1);
    }
  };
  digest(globalThis, 0);
  console.log(seen.size, world, activity.id, project.id, variables.token, storage.get('honest').n,
    hmac.digest('hex').slice(0, 8), fetch('https://example.com').text(), _.last([1, 2]));
`;

/** Starts a sandbox for a test file. */
export function openArena(options: SandboxOptions = {}): Arena {
  let sandbox: Sandbox;
  const untouched = new Set<string>();

  const run = (source: string, { integrationId = 'attacked', host, limits, activity }: AttackOptions) => {
    const script = { projectId: 'p1', integrationId, versionId: source, filename: 'script.js', source };
    const input = { script, activity: activity ?? '{"id":"a1"}', project: '{"id":"p1"}' };
    const all = { ...input, variables: '{"token":"t"}', limits: calibrated({ ...LIMITS, ...limits }) };
    return sandbox.run(all, host ?? new MemoryHost());
  };

  const honest = async (integrationId: string) => {
    const { ending, output } = await run(HONEST, { integrationId, limits: { cpuMs: 5_000, wallMs: 10_000 } });
    expect(ending).toEqual({ kind: 'succeeded' });
    expect(output.lines).toHaveLength(1);
    return output.lines[0]?.text ?? '';
  };

  beforeAll(async () => {
    sandbox = createSandbox({
      warmSlots: 2,
      maxRunning: 2,
      cpuContention: () => 1,
      limits: LIMITS,
      ...(isCareless ? { mayKeepContext: hasNoJobs } : {}),
      ...options,
    });
    for (let time = 0; time < (isCareless ? 3 : 1); time += 1) untouched.add(await honest('untouched'));
  });
  afterAll(() => sandbox.close());

  return {
    async attack(source, attackOptions = {}) {
      const host = attackOptions.host ?? new MemoryHost();
      const execution = await run(source, { ...attackOptions, host });
      const { wallMs } = { ...LIMITS, ...attackOptions.limits };
      expect(execution.wallMs).toBeLessThan(wallMs + LATEST_MS * busyness());
      expectNothingTold(execution);
      return { execution, host };
    },
    async expectNoTrace(integrationId = 'attacked') {
      const worlds = await Promise.all([honest(integrationId), honest(`${integrationId}: its neighbour`)]);
      for (const world of worlds) expect([...untouched]).toContain(world);
    },
  };
}

/** Processor time in which this machine does what the reference machine does in the time given. */
function calibrated<T extends { readonly cpuMs: number }>(limits: T): T {
  return { ...limits, cpuMs: Math.round(limits.cpuMs * slowness()) };
}

/** Words that only code outside the isolate can write. */
const OUTSIDE =
  /file:\/\/|node:(?:internal|fs|vm)|node_modules|\/slot\/|\/(?:home|usr|opt|root|tmp|proc)\/|isolated-vm/;

function expectNothingTold({ ending, output }: Execution): void {
  const words = output.lines.map(({ text }) => text).join('\n') + JSON.stringify(ending);
  expect(words).not.toMatch(OUTSIDE);
  expect(words).not.toContain(process.cwd());
}

/** The lines that a script itself printed. */
export function printed({ execution }: Attack): string[] {
  return execution.output.lines.filter(({ level }) => level !== 'host').map(({ text }) => text);
}
