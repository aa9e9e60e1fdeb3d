import { createLogger } from '@upshot/runtime/logger';
import { createSandbox, type SandboxOptions } from '@upshot/sandbox/sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEvents } from './events.ts';
import { checkBarrier, parseBarrierParts } from './kernel-barrier.ts';

function start(options: SandboxOptions) {
  const sandbox = createSandbox({ warmSlots: 0, ...options });
  onTestFinished(() => sandbox.close());
  const reports: unknown[] = [];
  const events = {
    ...createEvents(createLogger('test', 'silent')),
    barrierRaised: (barrier: unknown) => void reports.push(barrier),
    barrierIncomplete: (missing: readonly string[]) => void reports.push(missing),
  };
  return { sandbox, events, reports };
}

describe('the required parts of the kernel barrier', () => {
  it.each([
    ['seccomp', ['seccomp']],
    ['seccomp, landlock', ['seccomp', 'landlock']],
  ])('are read from %j', (text, parts) => expect(parseBarrierParts(text)).toEqual(parts));

  it('are known names only', () =>
    expect(() => parseBarrierParts('seccomp,apparmor')).toThrow('"apparmor", not seccomp or landlock'));
});

describe('a worker', () => {
  it('does not start without a part that is required', async () => {
    const { sandbox, events, reports } = start({ harden: false });
    await expect(checkBarrier(sandbox, ['seccomp'], events)).rejects.toThrow(
      'UPSHOT_REQUIRE_SANDBOX: this machine has no seccomp for slots',
    );
    expect(reports).toEqual([['seccomp', 'landlock']]);
  });

  it.runIf(process.platform === 'linux')('starts, and says what confines its slots', async () => {
    const { sandbox, events, reports } = start({});
    await checkBarrier(sandbox, ['seccomp'], events);
    const { landlock } = await sandbox.barrier();
    expect(reports).toEqual([landlock > 0 ? { seccomp: true, landlock } : ['landlock']]);
  });
});
