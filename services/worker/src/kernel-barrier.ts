import { ConfigFault } from '@upshot/runtime/config-fault';
import type { Barrier, Sandbox } from '@upshot/sandbox/sandbox';
import type { WorkerEvents } from './events.ts';

const parts = ['seccomp', 'landlock'] as const;

/** A part of the kernel's barrier around the slots. */
type BarrierPart = (typeof parts)[number];

/** Reads names of parts, comma separated. Throws an `Error` that names the first one that is none. */
export function parseBarrierParts(text: string): readonly BarrierPart[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !isPart(name));
  if (wrong !== undefined) throw new Error(`it holds ${JSON.stringify(wrong)}, not ${parts.join(' or ')}.`);
  return names.filter(isPart);
}

/**
 * Reports which parts are in force around the slots. Waits for the first slot only where parts are required, and throws
 * a `ConfigFault` when one of these is missing.
 */
export async function checkBarrier(
  sandbox: Sandbox,
  required: readonly BarrierPart[],
  events: WorkerEvents,
): Promise<void> {
  const reported = sandbox.barrier().then((barrier) => {
    const missing = parts.filter((part) => !isInForce(barrier, part));
    if (missing.length === 0) events.barrierRaised(barrier);
    else events.barrierIncomplete(missing);
    return missing;
  });
  if (required.length === 0) return void reported.catch(() => undefined);
  const lacking = (await reported).filter((part) => required.includes(part));
  if (lacking.length > 0) {
    throw new ConfigFault([
      `UPSHOT_REQUIRE_SANDBOX: this machine has no ${lacking.join(' and no ')} for slots. ` +
        'Use Linux on x64 or arm64 with a kernel that has it, or shorten the setting.',
    ]);
  }
}

function isPart(name: string): name is BarrierPart {
  return (parts as readonly string[]).includes(name);
}

function isInForce(barrier: Barrier, part: BarrierPart): boolean {
  return part === 'seccomp' ? barrier.seccomp : barrier.landlock > 0;
}
