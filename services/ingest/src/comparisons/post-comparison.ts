import { script } from '@upshot/integrations/script-definition';
import { addComparison, findComparableRuns } from '@upshot/ledger/comparisons/add';
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
import { integrationParams, type IntegrationKey } from '../integrations/find-integration.ts';
import type { IntegrationTools } from '../integrations/integration-tools.ts';
import { requireScript, versionNumber } from '../script-versions/find-version.ts';
import { comparisonSchema } from './comparison-schema.ts';
import { readComparison } from './read-comparisons.ts';

const repeatable = Type.Enum(['succeeded', 'failed', 'timed_out', 'out_of_memory']);

const bodySchema = Type.Object(
  {
    source: script.fields.script.schema,
    last: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'How many runs at most (50).' }),
    ),
    against: Type.Optional({ ...versionNumber, description: 'Only runs of this version of the script.' }),
    type: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 50 })),
    outcome: Type.Optional(Type.Array(repeatable, { minItems: 1 })),
    from: timeInQuery('Only runs created at this time or later.'),
    to: timeInQuery('Only runs created before this time.'),
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

/** Compares a source with what the integration did. */
export function postComparison({ database, tools, link, wake }: ComparisonParts) {
  return defineEndpoint({
    operationId: 'compareScript',
    summary: 'Compare a script with history',
    description:
      'Workers make the newest runs of the integration again with this source, rare types and outcomes first, and ' +
      'compare what happens. No request is sent, nothing is stored or logged as a run. Read it again at `location` ' +
      'until it has ended. A project has one comparison at once.',
    tag: 'integrations',
    params: integrationParams,
    body: bodySchema,
    answers: { 202: { description: 'The comparison.', schema: comparisonSchema } },
    problems: ['integration_not_found', 'invalid_script', 'comparison_under_way', 'comparison_not_found'],
    async handle({ params, body, caller }, reply) {
      const { source, ...request } = body;
      await requireScript(database, params);
      const fault = tools.installation.findScriptFault(source);
      if (fault !== undefined) throw new Problem('invalid_script', fault, { fields: { source: fault } });
      const id = newId();
      const { project, integration } = params;
      const runs = await findRuns(database, params, body);
      const by = caller?.tokenId ?? 'bootstrap';
      const added = { id, project, integration, by, request, source, runs };
      const refused = await addComparison(database, added);
      if (refused !== undefined)
        throw new Problem(
          'comparison_under_way',
          `Project "${project}" has the comparison "${refused.busy}" under way.`,
        );
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
