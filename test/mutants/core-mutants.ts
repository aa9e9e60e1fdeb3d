import { laneMutants } from './core/lanes.ts';
import { matchingMutants } from './core/matching.ts';
import { outboundMutants } from './core/outbound.ts';
import { redactionMutants } from './core/redaction.ts';
import { retryMutants } from './core/retries.ts';
import { runMutants } from './core/runs.ts';
import { secretMutants } from './core/secrets.ts';
import { settlingMutants } from './core/settling.ts';
import { sharingMutants } from './core/sharing.ts';
import { storageMutants } from './core/storage.ts';
import { tokenMutants } from './core/tokens.ts';
import { turnMutants } from './core/turns.ts';
import type { Mutant } from './mutant.ts';

/** The mutants of the code that keeps the promises. */
export const coreMutants: readonly Mutant[] = [
  ...laneMutants,
  ...turnMutants,
  ...runMutants,
  ...settlingMutants,
  ...storageMutants,
  ...retryMutants,
  ...secretMutants,
  ...redactionMutants,
  ...outboundMutants,
  ...tokenMutants,
  ...matchingMutants,
  ...sharingMutants,
];
