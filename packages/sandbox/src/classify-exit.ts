import { boundError } from './bound-error.ts';
import type { Ending } from './ending.ts';
import type { PassedLimit } from './deadlines.ts';
import type { Limits } from './limits.ts';
import type { RunReport } from './messages.ts';
import type { SlotDeath } from './slot-process.ts';

/** All that is known about a run that is over. */
export interface Evidence {
  readonly aborted: boolean;
  /** The limit that passed by the parent's own clock. */
  readonly expired: PassedLimit | undefined;
  readonly report: RunReport | undefined;
  readonly death: SlotDeath | undefined;
}

/** Decides how a run ended. Clocks and the state of the slot decide; nothing a script can write does. */
export function classifyExit({ aborted, expired, report, death }: Evidence, limits: Limits): Ending {
  if (aborted) return { kind: 'aborted' };
  if (expired === 'threads') return { kind: 'crashed', reason: 'it made too many threads' };
  if (expired !== undefined) return timedOut(expired, limits, report);
  if (report !== undefined) return reported(report, limits);
  return death === undefined ? { kind: 'crashed', reason: 'unknown' } : explainDeath(death, limits);
}

function timedOut(limit: 'wall' | 'cpu', limits: Limits, report: RunReport | undefined): Ending {
  const limitMs = limit === 'wall' ? limits.wallMs : limits.cpuMs;
  const error = report?.error && boundError(report.error);
  return error === undefined
    ? { kind: 'timed_out', limit, limitMs }
    : { kind: 'timed_out', limit, limitMs, error };
}

function reported(report: RunReport, limits: Limits): Ending {
  switch (report.outcome) {
    case 'returned':
      return { kind: 'succeeded' };
    case 'threw':
      return {
        kind: 'failed',
        error: boundError(report.error ?? { name: 'Error', message: '', stack: 'Error' }),
      };
    case 'timed_out':
      return timedOut(limits.wallMs < limits.cpuMs ? 'wall' : 'cpu', limits, report);
    default:
      return { kind: 'out_of_memory', limitMb: limits.memoryMb };
  }
}

/** Words of V8, of isolated-vm's handler (`is_heap_oom`) and of the C++ runtime for a failed allocation. */
const MEMORY_WORDS = /out of memory|heap limit|is_heap_oom|allocation failed|bad_alloc|invalid table size/i;

/** Only V8 and the C++ runtime write to a slot's stderr, so their words can be believed. */
function explainDeath({ signal, exitCode, complaint }: SlotDeath, limits: Limits): Ending {
  if (signal === 'SIGXCPU') return { kind: 'timed_out', limit: 'cpu', limitMs: limits.cpuMs };
  if (MEMORY_WORDS.test(complaint)) {
    return { kind: 'out_of_memory', limitMb: limits.memoryMb };
  }
  const cause = signal === undefined ? `exit code ${exitCode ?? 'unknown'}` : signal;
  const words = /(?:Fatal|FATAL|protocol:|Error:)[^\n]*/.exec(complaint)?.[0];
  return { kind: 'crashed', reason: words === undefined ? cause : `${cause}: ${words.trim()}` };
}
