import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@upshot/ledger/connect';
import { readLiveWorkers } from '@upshot/ledger/workers/read';
import { trialsAtOnce, type TrialKey, type TrialQueue, type TrialStatus } from '@upshot/runtime/trial-queue';
import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { trialContext, type TrialRefusal, type TrialRequest } from '@upshot/trial/server/trial-request';
import type { Following } from '../http/paging/following.ts';
import type { Link } from '../http/paging/link.ts';

/** What trials need of ingest. */
export interface TrialParts {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly trials: TrialQueue;
  /** How long a request waits for its trial. */
  readonly trialWaitMs: number;
}

/** A trial that has ended, as JSON text, or one that has not. */
export type TrialState =
  | { readonly kind: 'ended'; readonly text: string }
  | {
      readonly kind: 'under way';
      readonly id: string;
      readonly status: 'waiting' | 'running';
      readonly location: string;
    };

/** Has trials run by workers. */
export interface Trials {
  /** Waits for the end of a trial, for as long as `closed` is not aborted. */
  run(request: TrialRequest, closed: AbortSignal): Promise<TrialState>;
  read(key: TrialKey): Promise<TrialState>;
}

const FIRST_LOOK_MS = 15;
const LOOK_EVERY_MS = 250;

/** Creates what the endpoints share. Requests wait among those who follow a log. */
export function createTrials(parts: TrialParts, following: Following, link: Link): Trials {
  const { ring, trials: queue, trialWaitMs } = parts;
  const stateOf = async (key: TrialKey, status: TrialStatus): Promise<TrialState> => {
    switch (status.kind) {
      case 'answered':
        return { kind: 'ended', text: openAnswer(ring, key, status.answer) };
      case 'waiting':
      case 'running': {
        const location = link('projects', key.project, 'trials', key.id);
        return { kind: 'under way', id: key.id, status: status.kind, location };
      }
      case 'lost':
        throw unavailable('The worker that ran the trial has ended. Send it again.');
      case 'unknown': {
        const detail = `Project "${key.project}" has no trial "${key.id}". Answers are kept for ten minutes.`;
        throw new Problem('trial_not_found', detail);
      }
    }
  };
  return {
    async run(request, closed) {
      using place = following.take();
      if (place === undefined) throw tooMany('Too many requests wait here for an answer.');
      const key = { project: request.project, id: newId() };
      const sealed = seal(ring, JSON.stringify(request), trialContext('request', key));
      if (!(await reach(queue.submit(key, sealed, trialWaitMs + OFFERED_LONGER_MS))))
        throw tooMany(`${trialsAtOnce} trials of the project wait or run already.`);
      const status = await follow(queue, key, trialWaitMs, AbortSignal.any([place.signal, closed]));
      if (status.kind === 'waiting' && (await reach(queue.withdraw(key)))) {
        const isLeaving = place.signal.aborted;
        throw unavailable(isLeaving ? 'This ingest ends. Send it again.' : await explainWait(parts));
      }
      return await stateOf(key, status.kind === 'waiting' ? { kind: 'running' } : status);
    },
    read: async (key) => await stateOf(key, await reach(queue.read(key))),
  };
}

/** So that the request is still there when it is withdrawn. */
const OFFERED_LONGER_MS = 5000;

/** Reads the trial until it has ended, the time is up, or `signal` aborts. */
async function follow(
  queue: TrialQueue,
  key: TrialKey,
  waitMs: number,
  signal: AbortSignal,
): Promise<TrialStatus> {
  const until = performance.now() + waitMs;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 2, LOOK_EVERY_MS)) {
    const status = await reach(queue.read(key));
    const leftMs = until - performance.now();
    const isUnderWay = status.kind === 'waiting' || status.kind === 'running';
    if (!isUnderWay || signal.aborted || leftMs <= 0) return status;
    await sleep(Math.min(pauseMs, leftMs), undefined, { signal }).catch(() => undefined);
  }
}

async function reach<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const detail = 'Redis, which hands trials to workers, cannot be reached. Send the trial again.';
    throw new Problem('queue_unavailable', detail, { retryAfterSeconds: 2, cause });
  }
}

const TRIAL = '{"trial":';

/** The trial's JSON text; throws the problem of a worker that has none to show. */
function openAnswer(ring: KeyRing, key: TrialKey, answer: string): string {
  const text = openSealed(ring, key, answer);
  if (text.startsWith(TRIAL)) return text.slice(TRIAL.length, -1);
  const { problem, detail } = JSON.parse(text) as TrialRefusal;
  throw problem === 'trial_unavailable' ? unavailable(detail) : new Problem(problem, detail);
}

function openSealed(ring: KeyRing, key: TrialKey, answer: string): string {
  try {
    return unseal(ring, answer, trialContext('answer', key));
  } catch (cause) {
    const detail = 'The answer of the worker cannot be opened with the keys of this ingest.';
    throw new Problem('trial_unavailable', detail, { retryAfterSeconds: 5, cause });
  }
}

async function explainWait({ database, trialWaitMs: waitMs }: TrialParts): Promise<string> {
  const { length: alive } = await readLiveWorkers(database);
  const workers = alive === 1 ? '1 worker is alive' : `${alive} workers are alive`;
  const reason = alive === 0 ? 'start one' : 'they run other trials, or UPSHOT_TRIALS is 0 there';
  return `No worker took the trial within ${waitMs / 1000} s: ${workers}; ${reason}.`;
}

function unavailable(detail: string): Problem {
  return new Problem('trial_unavailable', detail, { retryAfterSeconds: 5 });
}

function tooMany(detail: string): Problem {
  return new Problem('too_many_requests', `${detail} Send this one again when one has ended.`, {
    retryAfterSeconds: 2,
  });
}
