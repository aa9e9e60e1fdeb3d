import { mutantsOf } from '../mutant.ts';

const script = 'services/worker/src/executors/script';
const ledger = 'packages/ledger/src';

export const storageMutants = [
  ...mutantsOf(
    `${ledger}/storage/write.ts`,
    [
      `${ledger}/storage/write.test.ts`,
      `${ledger}/runs/write-operations.test.ts`,
      `${ledger}/runs/write-operations.property.test.ts`,
    ],
    [
      [
        'clear leaves what an earlier run of the batch set',
        'for (const [id, write] of final) if (write.integration_id === run.integrationId) final.delete(id);',
        '',
      ],
      [
        'clear undoes what other integrations set',
        'if (write.integration_id === run.integrationId) final.delete(id);',
        'if (write) final.delete(id);',
      ],
      ['clear leaves what is stored', 'if (cleared.size > 0) {', 'if (cleared.size < 0) {'],
      [
        'lanes of one integration write at once',
        'if (integrationIds.length === 0) return;',
        'if (integrationIds.length >= 0) return;',
      ],
      ['null does not remove a key', 'where value is null', 'where false'],
    ],
  ),
  ...mutantsOf(
    `${script}/storage-view.ts`,
    [`${script}/storage-view.test.ts`],
    [
      ['a set after the end of the run counts', 'if (this.#isOver) return undefined;', ''],
      [
        'a remove after the end of the run counts',
        '!this.#isOver && values.delete(name)',
        'values.delete(name)',
      ],
      ['a clear after the end of the run counts', 'if (this.#isOver) return;', ''],
      ['a run does not end', 'this.#isOver = true;', ''],
      ['clear leaves what the run set before', 'this.#writes.clear();', ''],
      ['clear leaves what others stored', 'values.clear();', ''],
      ['clear is not written', 'this.#clear = true;', ''],
      ['a view is never read again', 'this.#values = undefined;', ''],
      ['each run reads the ledger', '(this.#values ??= this.#read())', 'this.#read()'],
      ['a remove is not written', 'this.#writes.set(name, null);', 'return;'],
    ],
  ),
  ...mutantsOf(
    'packages/shared/src/storage-quota.ts',
    [`${script}/storage-view.test.ts`],
    [
      ['one key too many', 'values.size >= keys', 'values.size > keys'],
      ['a value may be too long', 'if (json.length > valueLength)', 'if (json.length > 2 * valueLength)'],
      ['a key may be too long', 'if (key.length > keyLength)', 'if (key.length > keyLength + 1)'],
      [
        'a key that is replaced counts twice',
        'if (name !== key) total += name.length',
        'total += name.length',
      ],
      ['storage has no bound', 'if (total > totalLength) return', 'if (total < 0) return'],
      ['keys are stored as they are', 'JSON.stringify(key).slice(1, -1)', 'key'],
    ],
  ),
] as const;
