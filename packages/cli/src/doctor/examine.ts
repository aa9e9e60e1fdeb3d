import type { Diagnosis } from '../api/entities.ts';
import { checkOperation } from './check-operation.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

/** What the server said, and when by the clock of this machine. */
export interface Examined {
  readonly diagnosis: Diagnosis;
  readonly clientVersion: string;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** Judges what the server said of itself: one finding a check. */
export function examine(examined: Examined): readonly Finding[] {
  const { diagnosis, clientVersion } = examined;
  return [
    checkVersions(diagnosis, clientVersion),
    checkToken(diagnosis),
    checkClock(examined),
    checkWorkers(diagnosis),
    checkBarrier(diagnosis),
    checkQueue(diagnosis),
    ...checkOperation(diagnosis),
  ];
}

function checkVersions({ version, workers }: Diagnosis, clientVersion: string): Finding {
  const named = `client ${clientVersion}, ingest ${version}, workers ${workers.versions.join(', ') || '–'}`;
  const isSame = [clientVersion, ...workers.versions].every((other) => other === version);
  return isSame
    ? ok('versions', named)
    : warning('versions', named, 'Bring all to one version: docs/upgrading.md.');
}

function checkToken({ token }: Diagnosis): Finding {
  const reach = token.project === null ? 'every project' : `the project ${token.project}`;
  return ok('token', `${token.id}: scope ${token.scope}, good for ${reach}`);
}

/** Tokens expire and webhooks are signed by the clock; receivers of Standard Webhooks allow five minutes. */
const MAX_SKEW_MS = 30_000;

function checkClock({ diagnosis, askedAt, answeredAt }: Examined): Finding {
  const now = Date.parse(diagnosis.now);
  const skewMs = now < askedAt ? now - askedAt : Math.max(now - answeredAt, 0);
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return ok('clock', `differs from the server's by ${seconds} s`);
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  return problem(
    'clock',
    `the server's clock is ${seconds} s ${direction} this machine's`,
    'Set both clocks by NTP.',
  );
}

function checkWorkers({ workers: { alive, draining, last_claim_at } }: Diagnosis): Finding {
  const claim = last_claim_at === null ? 'none has claimed a lane yet' : `last claim ${last_claim_at}`;
  if (alive > 0 && draining === alive) {
    const finding = `all ${alive} are drained: activities are recorded, and nothing runs`;
    return problem('workers', finding, 'Start another one, or run "upshot worker:resume".');
  }
  const drained = draining === 0 ? '' : `, ${draining} of them drained`;
  if (alive > 0) return ok('workers', `${alive} alive${drained}, ${claim}`);
  return problem(
    'workers',
    'none is alive: activities are recorded, and nothing runs',
    'Start one ("npm run worker", or the container "worker"), or look into its log.',
  );
}

function checkBarrier({ workers: { barrier } }: Diagnosis): Finding {
  const { seccomp, landlock } = barrier;
  const named = `seccomp ${inWords[seccomp]}, Landlock ${inWords[landlock]}`;
  if (seccomp === 'unknown')
    return { check: 'barrier', state: 'unknown', finding: 'no worker has a slot that is ready' };
  if (seccomp !== 'in_force') {
    return problem(
      'barrier',
      named,
      'Run workers on Linux, x64 or arm64, with seccomp: scripts are confined by V8 alone.',
    );
  }
  return landlock === 'in_force'
    ? ok('barrier', named)
    : warning('barrier', named, 'Use a kernel with Landlock (5.13 or newer) for a second wall.');
}

const inWords = { in_force: 'in force', partly: 'on some workers', missing: 'missing', unknown: 'unknown' };

function checkQueue({ queue }: Diagnosis): Finding {
  if (queue === 'ok') return ok('Redis', 'takes writes, and evicts nothing');
  if (queue === 'evicting')
    return problem(
      'Redis',
      'may evict keys of the queue: runs start late',
      'Set its maxmemory-policy to noeviction.',
    );
  return problem(
    'Redis',
    'is unreachable, full or a replica: runs start late',
    'Check REDIS_URL and the server: docs/operations.md#redis-is-away.',
  );
}
