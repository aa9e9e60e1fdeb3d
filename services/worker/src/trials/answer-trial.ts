import type { TrialKey } from '@upshot/runtime/trial-queue';
import type { Sandbox } from '@upshot/sandbox/sandbox';
import { seal, unseal } from '@upshot/secrets/seal';
import { runTrial } from '@upshot/trial/run-trial';
import { trialContext, type TrialAnswer, type TrialRequest } from '@upshot/trial/server/trial-request';
import type { WorkerEvents } from '../events.ts';
import { readTrial, type TrialSource } from './read-trial.ts';

export interface TrialTools extends TrialSource {
  readonly sandbox: Sandbox;
  readonly events: Pick<WorkerEvents, 'trialFault'>;
  /** Aborts when a shutdown can wait no longer. */
  readonly aborting: AbortSignal;
}

/** How long a trial waits for a slot that no run needs. */
const MAX_WAIT_MS = 30_000;

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Opens a request, runs it and seals the answer. Whatever goes wrong is an answer. */
export async function answerTrial(tools: TrialTools, key: TrialKey, sealed: string): Promise<string> {
  const answer = await carryOut(tools, key, sealed).catch((fault: unknown): TrialAnswer => {
    tools.events.trialFault(key.id, fault);
    return { problem: 'trial_unavailable', detail: 'The worker could not run it; its log says why.' };
  });
  const text = JSON.stringify(answer);
  return seal(tools.ring, text.length > MAX_ANSWER_BYTES ? tooLarge() : text, trialContext('answer', key));
}

async function carryOut(tools: TrialTools, key: TrialKey, sealed: string): Promise<TrialAnswer> {
  const request = JSON.parse(unseal(tools.ring, sealed, trialContext('request', key))) as TrialRequest;
  const input = await readTrial(tools, request);
  if ('problem' in input) return input;
  const { wallMs = tools.limits.wallMs } = input.limits;
  const late = AbortSignal.timeout(MAX_WAIT_MS + wallMs);
  const { trial } = await runTrial(tools.sandbox, input, AbortSignal.any([tools.aborting, late]));
  if (trial.outcome !== 'stopped') return { trial };
  const detail = tools.aborting.aborted
    ? 'The worker that ran it was stopped. Send it again.'
    : 'All slots are in use by runs. Send it again later.';
  return { problem: 'trial_unavailable', detail };
}

function tooLarge(): string {
  const detail = 'What the script prints and sends is more than 4 MB: let it print less.';
  const answer: TrialAnswer = { problem: 'trial_too_large', detail };
  return JSON.stringify(answer);
}
