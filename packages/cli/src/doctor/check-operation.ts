import type { Diagnosis } from '../api/entities.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

type Operation = NonNullable<Diagnosis['operation']>;

const checks = ['due runs', 'partitions', 'egress', 'mail', 'repeats'];

/** Judges what only admins of every project are told. */
export function checkOperation({ operation, workers }: Diagnosis): readonly Finding[] {
  if (operation === undefined) {
    const finding = 'not shown: it takes an admin token for every project';
    return checks.map((check) => ({ check, state: 'unknown', finding }));
  }
  return [
    checkDueRuns(operation, workers),
    checkPartitions(operation),
    checkEgress(operation),
    checkMail(operation),
    checkRepeats(operation),
  ];
}

/** The relay dispatches a due run within seconds. Longer waits are busy lanes, or workers that do not consume. */
const LONG_WAIT_MS = 60_000;

function checkDueRuns(
  { oldest_due_ms: waitMs }: Operation,
  { last_claim_at }: Diagnosis['workers'],
): Finding {
  if (waitMs === 0) return ok('due runs', 'none waits');
  const wait = `the oldest waits for ${Math.round(waitMs / 1000)} s`;
  if (waitMs < LONG_WAIT_MS) return ok('due runs', wait);
  const isClaiming = last_claim_at !== null && Date.now() - Date.parse(last_claim_at) < LONG_WAIT_MS;
  return isClaiming
    ? warning('due runs', `${wait}, though workers claim lanes`, 'Start more workers if it grows.')
    : problem(
        'due runs',
        `${wait}, and no worker claims lanes`,
        'Look into the logs of the workers, or restart them.',
      );
}

function checkPartitions({
  partitions_ahead: days,
  default_partition_used: isDefaultUsed,
}: Operation): Finding {
  if (days < 2)
    return problem(
      'partitions',
      `made for ${days} of the coming 7 days`,
      'Workers make them every hour: look for "partitions" in their logs, or run "npm run migrate".',
    );
  if (!isDefaultUsed) return ok('partitions', `made for ${days} days ahead`);
  return warning(
    'partitions',
    'rows lie in a default partition',
    'Nothing is lost. Those rows do not leave with the partition of their day.',
  );
}

function checkEgress({ egress_allow: allowed }: Operation): Finding {
  if (allowed.length === 0) return ok('egress', 'public addresses only');
  const isWide = allowed.some((entry) => /^\[?[\da-f.:]+\/(\d|1[0-6])\]?(:\d+)?$/i.test(entry));
  const named = `private destinations are open: ${allowed.join(', ')}`;
  return isWide
    ? warning('egress', named, 'Name single hosts with their port in UPSHOT_EGRESS_ALLOW.')
    : ok('egress', named);
}

function checkMail({ can_mail: canMail }: Operation): Finding {
  if (canMail === null) return { check: 'mail', state: 'unknown', finding: 'no worker is alive' };
  return canMail
    ? ok('mail', 'a mail server is configured')
    : warning('mail', 'no mail server: health.email stays silent', 'Set UPSHOT_SMTP_URL for every worker.');
}

function checkRepeats({ differing_tokens: tokens }: Operation): Finding {
  if (tokens.length === 0) return ok('repeats', 'no activity had two bodies in the last day');
  const named = tokens.map(({ id, name, posts }) => `${name} (${id}): ${posts}`).join(', ');
  return warning(
    'repeats',
    `tokens posted one id and state with different bodies: ${named}`,
    'The first body stays. Give each activity an id of its own, or repeat it byte for byte.',
  );
}
