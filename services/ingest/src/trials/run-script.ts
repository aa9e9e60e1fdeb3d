import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import type { FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';
import type { Caller } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId, projectId } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';
import { integrationParams } from '../integrations/find-integration.ts';
import type { IntegrationTools } from '../integrations/integration-tools.ts';
import { requireProject } from '../projects/find-project.ts';
import { requireScript } from '../script-versions/find-version.ts';
import {
  integrationTrialBody,
  readIntegrationSurroundings,
  readSurroundings,
  scriptTrialBody,
} from './trial-body.ts';
import { trialSchema, trialUnderWaySchema } from './trial-schema.ts';
import type { Trials, TrialState } from './trials.ts';

const answers = {
  200: { description: 'The trial. Secrets are masked.', schema: trialSchema },
  202: {
    description: 'It runs still; `location` is where its end can be read.',
    schema: trialUnderWaySchema,
  },
};

const problems = [
  'activity_not_found',
  'event_type_not_found',
  'trial_unavailable',
  'trial_too_large',
  'queue_unavailable',
  'too_many_requests',
] as const;

const about =
  'A worker runs it as it runs any script, in a slot that no run needs. No request is sent, nothing is stored, and ' +
  'it is not logged as a run. A project has two trials at once.';

/** Tries a script that belongs to no integration. */
export function runScript(database: Database, trials: Trials, tools: IntegrationTools) {
  return defineEndpoint({
    operationId: 'runScript',
    summary: 'Try a script',
    description: about,
    tag: 'integrations',
    params: Type.Object({ project: projectId }),
    body: scriptTrialBody,
    answers,
    problems: [...problems, 'project_not_found', 'invalid_script'],
    async handle({ params: { project }, body }, reply) {
      await requireProject(database, project);
      const script = { source: requireCompiled(body.source, tools) };
      const request = { project, integration: null, script, ...readSurroundings(body) };
      return answer(await trials.run(request, whenClosed(reply)), reply);
    },
  });
}

/** Tries the script of an integration, or a source in its place, with its variables and a copy of its storage. */
export function testIntegration(database: Database, trials: Trials, tools: IntegrationTools) {
  return defineEndpoint({
    operationId: 'testIntegration',
    summary: "Try an integration's script",
    description:
      `${about} Sensitive variables are used, and masked in the answer. A token of scope operate may try versions on ` +
      'recorded activities and samples; anything else takes scope admin, also rules for URLs.',
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationParams,
    body: integrationTrialBody,
    answers,
    problems: [
      ...problems,
      'integration_not_found',
      'version_not_found',
      'invalid_script',
      'run_not_found',
      'not_recorded',
    ],
    async handle({ params, body, caller }, reply) {
      const { project, integration } = params;
      requireAllowed(body, caller);
      await requireScript(database, params);
      const { source, version = null } = body;
      if (source !== undefined && version !== null)
        throw invalid([{ field: 'version', message: 'must be left out where a source is given' }]);
      const script = source === undefined ? { version } : { source: requireCompiled(source, tools) };
      const request = { project, integration, script, ...readIntegrationSurroundings(body) };
      return answer(await trials.run(request, whenClosed(reply)), reply);
    },
  });
}

/** Reads a trial that had not ended when its request was answered. */
export function getTrial(trials: Trials) {
  return defineEndpoint({
    operationId: 'getTrial',
    summary: 'Read a trial',
    tag: 'integrations',
    openTo: 'portals',
    params: Type.Object({ project: projectId, trial: ownId }),
    answers,
    problems: [
      ...problems,
      'trial_not_found',
      'project_not_found',
      'integration_not_found',
      'version_not_found',
      'run_not_found',
      'not_recorded',
    ],
    async handle({ params: { project, trial } }, reply) {
      return answer(await trials.read({ project, id: trial }), reply);
    },
  });
}

/**
 * A source of one's own could print a secret in a form that is not masked: only an admin may publish one, too. Which
 * rule answers a request tells whether the secret in its URL is as the rule says.
 */
function requireAllowed(body: Static<typeof integrationTrialBody>, caller: Caller | undefined): void {
  if (caller?.scope === 'admin') return;
  const { source, variables, storage, activity, answers: given, replay_of_run: run } = body;
  const hasRules = (given?.rules ?? []).some(({ request }) => request.url !== undefined);
  const isOwn = source !== undefined || variables !== undefined || typeof storage === 'object' || hasRules;
  if (!isOwn && activity?.document === undefined && run === undefined) return;
  const detail =
    'To try a source, variables, stored values, a document or rules for URLs of your own, or a recorded run, in an ' +
    `integration takes a token of scope admin; yours is of scope ${caller?.scope}.`;
  throw new Problem('forbidden', detail);
}

function requireCompiled(source: string, { installation }: IntegrationTools): string {
  const fault = installation.findScriptFault(source);
  if (fault !== undefined) throw new Problem('invalid_script', fault, { fields: { source: fault } });
  return source;
}

function whenClosed({ raw }: FastifyReply): AbortSignal {
  const closed = new AbortController();
  raw.once('close', () => closed.abort());
  return closed.signal;
}

function answer(state: TrialState, reply: FastifyReply): unknown {
  if (state.kind === 'ended') {
    void reply.type('application/json; charset=utf-8');
    return Buffer.from(state.text);
  }
  const { id, status, location } = state;
  void reply.code(202).header('location', location);
  return { id, status };
}
