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
      ['clear leaves what an earlier run of the batch set', 'w.place > coalesce(c.place, -1)', 'true'],
      [
        'clear undoes what other integrations set',
        's.integration_id = any (array(select integration_id from cleared))',
        'exists (select from cleared)',
      ],
      [
        'clear leaves what is stored',
        'from write where key is null group by',
        'from write where false group by',
      ],
      ['the first of several writes to a key counts', 'w.place desc', 'w.place'],
      ['storage is written for outcomes that were not', 'join logged using (run_id, attempt)', ''],
      ['lanes of one integration write at once', 'select pg_advisory_xact_lock(', 'select ('],
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
    `${script}/sealed-storage.ts`,
    [`${script}/sealed-storage.test.ts`],
    [
      ['secrets are stored plain', '|| (maySeal() && redact(json) !== json)', ''],
      ['values are sealed that a live worker cannot open', 'maySeal() && ', ''],
      ['what looks sealed is stored as it is', 'looksSealed(json) ||', ''],
      ['sealed values stay sealed', 'looksSealed(value) ?', 'false ?'],
      [
        'a sealed value opens in any place',
        'seal(ring, json, storedContext(integration, key))',
        "seal(ring, json, '')",
      ],
    ],
  ),
  ...mutantsOf(
    `${script}/sealing-gate.ts`,
    [`${script}/sealing-gate.test.ts`],
    [
      ['sealing begins before the first answer', 'let isOpen = false;', 'let isOpen = true;'],
      ['sealing goes on with an older worker', 'if (canAllOpenSealed === false) close();', ''],
      ['sealing ends without an answer', 'canAllOpenSealed === false', 'canAllOpenSealed !== true'],
      ['sealing begins as soon as an older worker is silent', '!mustWait || ', 'true || '],
      ['the wait goes on after an older worker is back', '        positiveSince = undefined;\n', ''],
      ['a suspension is announced again and again', 'if (isAnnounced) return;', ''],
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
  ...mutantsOf(
    'packages/sandbox/src/posted-calls.ts',
    ['packages/sandbox/src/posted-calls.test.ts'],
    [
      ['any call may be posted', '&& hostFunction?.isPosted === true', '&& hostFunction !== undefined'],
      ['calls are posted by slots without the storage', 'this.#request.input.storage !== undefined &&', ''],
      ['posted calls are not limited', '?? this.#budget.spend(hostFunction.countsAgainst)', ''],
      ['a lost post is not noticed', 'if (count !== this.#count)', 'if (count > this.#count)'],
      ['a write that failed is forgotten', 'this.#fault ??= new HostFault(name, error);', ''],
    ],
  ),
] as const;
