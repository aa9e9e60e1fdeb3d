import { mutantsOf } from '../mutant.ts';

const http = 'services/ingest/src/http';

export const tokenMutants = [
  ...mutantsOf(
    `${http}/authenticate.ts`,
    [`${http}/authenticate.test.ts`],
    [
      ['a revoked token is good', "if (revoked_at !== null) throw refuse('was revoked');", ''],
      [
        'an expired token is good',
        "if (expires_at !== null && expires_at.getTime() <= Date.now()) throw refuse('has expired');",
        '',
      ],
      [
        'the secret of a token is not checked',
        '!timingSafeEqual(hash, token?.hash ?? NO_TOKEN) || token === undefined',
        'token === undefined',
      ],
      ['a token is remembered forever', 'REMEMBER_MS = 5000', 'REMEMBER_MS = 5_000_000'],
      [
        'a token is looked up every time',
        'known.until > performance.now()) return known.found;',
        'known.until < 0) return known.found;',
      ],
      [
        'a token that was forgotten is remembered',
        'forget: (id) => void remembered.delete(id),',
        'forget: () => undefined,',
      ],
      ['an unknown token stays unknown', 'if (token === undefined) remembered.delete(id);', ''],
      ['a failed look-up is remembered', 'remembered.delete(id);\n      throw cause;', 'throw cause;'],
      [
        'every text is the token of the configuration',
        'timingSafeEqual(hash, adminHash)) return',
        'hash.length === adminHash.length) return',
      ],
    ],
  ),
  ...mutantsOf(
    `${http}/access.ts`,
    [`${http}/access.test.ts`],
    [
      [
        'a token is good for every project',
        'if (caller.projectId === null || caller.projectId === projectId) return;',
        "if (projectId !== '') return;",
      ],
      ['an admin of a project is an operator', "access === 'operator' ||", "access === 'anyone' ||"],
      [
        'a producer may read',
        "reader: ['read', 'operate', 'admin'],",
        "reader: ['read', 'producer', 'operate', 'admin'],",
      ],
      [
        'a reader may pause',
        "maintainer: ['operate', 'admin'],",
        "maintainer: ['read', 'operate', 'admin'],",
      ],
      ['a reader may record', "producer: ['producer', 'admin'],", "producer: ['producer', 'read', 'admin'],"],
      ['a reader is an admin', "admin: ['admin'],", "admin: ['read', 'admin'],"],
    ],
  ),
  ...mutantsOf(
    'packages/ledger/src/tokens/write.ts',
    ['services/ingest/src/tokens/tokens.test.ts'],
    [
      ['the time of a revocation changes', 'coalesce(revoked_at, now())', 'now()'],
      [
        'tokens of other projects are revoked',
        "onlyProject === undefined ? token : token.where('project_id', '=', onlyProject)",
        'onlyProject === undefined ? token : token',
      ],
    ],
  ),
  ...mutantsOf(
    'packages/ledger/src/tokens/find.ts',
    ['services/ingest/src/tokens/tokens.test.ts'],
    [
      [
        'tokens of other projects are listed',
        "onlyProject === undefined ? tokens : tokens.where('project_id', '=', onlyProject)",
        'onlyProject === undefined ? tokens : tokens',
      ],
    ],
  ),
] as const;
