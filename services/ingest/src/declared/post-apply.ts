import { integrationTypes, type IntegrationType } from '@upshot/integrations/registry';
import type { Database } from '@upshot/ledger/connect';
import { applyToProject } from '@upshot/ledger/integrations/apply';
import { countWaiting } from '@upshot/ledger/integrations/waiting';
import { readProjectSnapshot, type ProjectState } from '@upshot/ledger/integrations/with-variables';
import { isUniqueViolation } from '@upshot/ledger/sqlstate';
import { Problem } from '@upshot/shared/problem';
import { Type, type Static } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { traceIdOf } from '../http/receive-span.ts';
import { projectId } from '../http/schemas.ts';
import { compileValidate } from '../http/validate.ts';
import type { IntegrationTools } from '../integrations/integration-tools.ts';
import { projectNotFound } from '../projects/find-project.ts';
import { applyAnswer, applyBody, shownApplyBody } from './apply-schema.ts';
import { planApply, stepsOf, type ApplyPlan } from './plan-apply.ts';
import { readDeclared } from './read-declared.ts';
import { warnAboutPlan } from './warn-about-plan.ts';

/** A project may have many scripts of up to 1 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const validate = compileValidate(applyBody);

type State = ProjectState<IntegrationType>;

/** Makes the integrations of a project what they shall be. `wake` gets the lanes that have work. */
export function postApply(
  database: Database,
  tools: IntegrationTools,
  wake: (lanes: readonly string[]) => void,
) {
  return defineEndpoint({
    operationId: 'applyIntegrations',
    summary: 'Make the integrations of a project what they shall be',
    description:
      'Each is given whole: what it leaves out has its default, but `paused` and `variables` stay as they are. ' +
      'Everything is done, or nothing. A secret of `******` and a sensitive variable without a value stay as they ' +
      'are. Integrations that are not named stay, unless with `prune` an earlier apply of the same `set` made them. ' +
      'With `dry_run` the answer tells what would change; its `revision`, sent as `if_revision`, makes sure that ' +
      'just this is done.',
    tag: 'integrations',
    maxBodyBytes: MAX_BODY_BYTES,
    isAudited: (body) => validate(body).dry_run !== true,
    params: Type.Object({ project: projectId }),
    shownBody: shownApplyBody,
    answers: { 200: { description: 'Done, or with dry_run what would be.', schema: applyAnswer } },
    problems: [
      'project_not_found',
      'plan_outdated',
      'integration_exists',
      'invalid_script',
      'unsupported_integration_type',
    ],
    async handle({ params: { project }, body: given, caller, request }) {
      const body = validate(given);
      const { dry_run: isDryRun = false, prune = false, set = 'default', message = null } = body;
      const before = await readProjectSnapshot(database, project, integrationTypes);
      if (before === undefined) throw projectNotFound(project);
      const declared = await readDeclared(body.integrations, tools, sourcesOf(before));
      const createdBy = caller?.tokenId ?? 'bootstrap';
      const planTools = { ring: tools.ring, project, set, message, createdBy, prune, isDryRun };
      const decide = (state: State) => {
        refuseOutdated(state, body);
        const plan = planApply(state, declared, planTools);
        return { ...plan, steps: stepsOf(plan) };
      };
      if (isDryRun) return await describe(database, decide(before), before.revision);
      const application = {
        project,
        types: integrationTypes,
        pauseBy: { reason: message, by: createdBy },
        audit: {
          tokenId: createdBy,
          operation: 'applyIntegrations',
          projectId: project,
          requestId: request.id,
          traceId: traceIdOf(request),
        },
      };
      const applied = await applyToProject(database, application, decide).catch(explainTakenName);
      if (applied === undefined) throw projectNotFound(project);
      wake(applied.lanes);
      return await describe(database, applied.plan, applied.revision);
    },
  });
}

function sourcesOf({ integrations }: State): ReadonlySet<string> {
  return new Set(integrations.flatMap(({ row: { source } }) => source ?? []));
}

function refuseOutdated({ revision }: State, { if_revision }: Static<typeof applyBody>): void {
  if (if_revision === undefined || String(if_revision) === revision) return;
  const message = `is ${if_revision}, and the revision of the project is ${revision}: look at a new plan`;
  throw new Problem('plan_outdated', message, { fields: { if_revision: message } });
}

/** All names that this version knows of are looked at before: another one holds it. */
function explainTakenName(cause: unknown): never {
  if (!isUniqueViolation(cause)) throw cause;
  const message = 'one of these names is that of an integration of a type that this version does not know';
  throw new Problem('integration_exists', message, { cause });
}

async function describe(database: Database, plan: ApplyPlan, revision: string) {
  const leaving = plan.changes.flatMap(({ step }) => (step.kind === 'delete' ? [step.before.id] : []));
  const waiting = await countWaiting(database, [...leaving, ...plan.prunable.map(({ id }) => id)]);
  return {
    revision: Number(revision),
    changes: plan.changes.map(({ told }) => ({ ...told, waiting: waiting.get(told.id ?? '') ?? 0 })),
    unchanged: plan.unchanged,
    prunable: plan.prunable.map(({ id, name }) => ({ id, name, waiting: waiting.get(id) ?? 0 })),
    warnings: [...plan.warnings, ...(await warnAboutPlan(database, plan))],
  };
}
