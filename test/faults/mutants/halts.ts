import type { Edit } from './edit.ts';

const freezeOnce = `if (operations.some(({ kind }) => kind === 'settle') && !globalThis.upshotHasFrozen) {
  globalThis.upshotHasFrozen = true;
  process.kill(process.pid, 'SIGSTOP');
}`;

/** Points where a worker stops itself, once, as if the machine had been paused at exactly that moment. */
export const halts = [
  {
    name: 'a worker freezes just before it settles',
    file: '/packages/ledger/src/runs/write-operations.ts',
    code: 'const settled = await settle(',
    instead: `${freezeOnce}
      const settled = await settle(`,
  },
  {
    name: 'a worker freezes in the transaction that settles',
    file: '/packages/ledger/src/runs/write-operations.ts',
    code: 'return await settleRuns(transaction, operations);',
    instead: `${freezeOnce}
      return await settleRuns(transaction, operations);`,
  },
] as const satisfies readonly Edit[];
