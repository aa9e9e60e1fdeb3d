import { script } from '@upshot/integrations/script-definition';
import { addComparison, findComparableRuns, type NewComparison } from '@upshot/ledger/comparisons/add';
import type { Database } from '@upshot/ledger/connect';
import type { DueTurn } from '@upshot/runtime/trial-queue';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { chooseRuns, repeatableOutcomes, searchedFor } from '@upshot/trial/history/choose-runs';
import { comparedParts } from '@upshot/trial/history/compare-history';
import { Type, type Static } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { readTime, timeInQuery } from '../http/time-in-query.ts';
import { invalid } from '../http/validate.ts';
import { findIntegration, integrationParams, type IntegrationKey } from '../integrations/find-integration.ts';
import type { IntegrationTools } from '../integrations/integration-tools.ts';
import { requireScript, versionNumber } from '../script-versions/find-version.ts';
import { reasons } from '../script-versions/post-version.ts';
import { comparisonSchema } from './comparison-schema.ts';
import { readComparison } from './read-comparisons.ts';

const repeatable = Type.Enum(['succeeded', 'failed', 'timed_out', 'out_of_memory']);
const someRuns = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description }));

/** Which of the past runs. */
const filters = {
  against: Type.Optional({ ...versionNumber, description: 'Only runs of this version of the script.' }),
  type: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 50 })),
  outcome: Type.Optional(Type.Array(repeatable, { minItems: 1 })),
  from: timeInQuery('Only runs created at this time or later.'),
  to: timeInQuery('Only runs created before this time.'),
};

/** What becomes of a shadow. */
const ofShadows = {
  promote_if_same: Type.Optional(
    Type.Boolean({
      description:
        'With next: the source becomes the current version when every run was the same, and compared exactly.',
    }),
  ),
  message: reasons.message,
};

const bodySchema = Type.Object(
  {
    source: script.fields.script.schema,
    last: someRuns('How many past runs at most (50).'),
    next: someRuns('In place of last: a shadow, which compares so many of the runs that come.'),
    ...filters,
    ...ofShadows,
    ignore: Type.Optional(
      Type.Array(Type.Enum([...comparedParts]), { description: 'Parts that do not count.' }),
    ),
  },
  { additionalProperties: false },
);

type Body = Static<typeof bodySchema>;

/** What the comparison routes need. */
export interface ComparisonParts {
  readonly database: Database;
  readonly tools: IntegrationTools;
  readonly link: Link;
  /** Tells workers that a comparison has work; they look for it, too. */
  readonly wake: (turn: DueTurn) => Promise<void>;
}

const DEFAULT_RUNS = 50;

/** Compares a source with what the integration did, or does next. */
export function postComparison({ database, tools, link, wake }: ComparisonParts) {
  return defineEndpoint({
    operationId: 'compareScript',
    summary: 'Compare a script with history',
    description:
      'Workers make the newest runs of the integration again with this source, rare types and outcomes first, and ' +
      'compare what happens; with `next` those that come. No request is sent, nothing is stored or logged as a run. ' +
      'Read it again at `location` until it has ended. A project compares with history once at a time, and an ' +
      'integration has one shadow.',
    tag: 'integrations',
    params: integrationParams,
    body: bodySchema,
    answers: { 202: { description: 'The comparison.', schema: comparisonSchema } },
    problems: ['integration_not_found', 'invalid_script', 'comparison_under_way', 'comparison_not_found'],
    async handle({ params, body, caller }, reply) {
      const { source, message: _message, ...request } = body;
      requireOneKind(body);
      await requireScript(database, params);
      const fault = tools.installation.findScriptFault(source);
      if (fault !== undefined) throw new Problem('invalid_script', fault, { fields: { source: fault } });
      const id = newId();
      const { project, integration } = params;
      const { script_version: baseVersion } = await findIntegration(database, params);
      const refused = await addComparison(database, {
        id,
        project_id: project,
        integration_id: integration,
        created_by: caller?.tokenId ?? 'bootstrap',
        base_version: baseVersion,
        request,
        source,
        of: await chooseKind(database, params, body),
      });
      if (refused !== undefined) throw underWay(params, body, refused.busy);
      await wake({ project, id, tries: 0 }).catch(() => undefined);
      reply.code(202);
      void reply.header(
        'location',
        link('projects', project, 'integrations', integration, 'comparisons', id),
      );
      return await readComparison(database, { ...params, comparison: id });
    },
  });
}

/** What chooses among past runs chooses nothing among those that come, and the other way round. */
function requireOneKind(body: Body): void {
  const isShadow = body.next !== undefined;
  const others = isShadow ? (['last', ...keysOf(filters)] as const) : keysOf(ofShadows);
  const wrong = others.find((field) => body[field] !== undefined);
  if (wrong === undefined) return;
  const message = isShadow ? 'must be left out where next is given' : 'takes next';
  throw invalid([{ field: wrong, message }]);
}

function keysOf<T extends object>(fields: T): readonly (keyof T)[] {
  return Object.keys(fields) as (keyof T)[];
}

async function chooseKind(database: Database, key: IntegrationKey, body: Body): Promise<NewComparison['of']> {
  const { next: total, message = null, promote_if_same: promotes = false } = body;
  if (total !== undefined) return { kind: 'shadow', total, message, promotes_if_same: promotes };
  return { kind: 'history', runs: await findRuns(database, key, body) };
}

async function findRuns(database: Database, { project, integration }: IntegrationKey, body: Body) {
  const { last = DEFAULT_RUNS, against, type, outcome, from, to } = body;
  const filter = {
    project,
    integration,
    outcomes: outcome ?? repeatableOutcomes,
    types: type,
    version: against,
    from: readTime('from', from),
    to: readTime('to', to),
  };
  const found = await findComparableRuns(database, filter, searchedFor(last));
  return chooseRuns(
    found.map((run) => ({ ...run, outcome: run.was })),
    last,
  ).map(({ outcome: _outcome, ...run }) => run);
}

function underWay({ project, integration }: IntegrationKey, { next }: Body, busy: string): Problem {
  const owner = next === undefined ? `Project "${project}"` : `Integration "${integration}"`;
  const what = next === undefined ? 'comparison' : 'shadow';
  return new Problem('comparison_under_way', `${owner} has the ${what} "${busy}" under way.`);
}
