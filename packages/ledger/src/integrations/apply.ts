import { sql, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import type { Project, Tables } from '../tables.ts';
import { carryOut, type AppliedBy, type ApplyStep } from './apply-step.ts';
import { lockProject } from './create.ts';
import { fenceIdleLanes } from './pause.ts';
import { findWaitingLanes } from './resume.ts';
import { readProjectState, type ProjectState } from './with-variables.ts';

/** What is to be done in a project. */
export interface ApplyDecision<T extends string> {
  readonly steps: readonly ApplyStep<T>[];
}

/** What was done. */
export interface Applied<P> {
  readonly plan: P;
  /** Of the project, afterwards. */
  readonly revision: Project['revision'];
  /** The lanes whose pause has ended, and that have work. */
  readonly lanes: readonly string[];
}

/** Which project is changed, and by whom. Its integrations of other types are passed over. */
export interface Application<T extends string> extends AppliedBy {
  readonly project: string;
  readonly types: readonly T[];
}

/** How often the integrations are locked again because some were added meanwhile. */
const TRIES = 5;

/**
 * Does what `decide` makes of a project: everything, or nothing where it throws. Nothing else changes its integrations
 * meanwhile. Undefined when there is no such project.
 */
export async function applyToProject<T extends string, P extends ApplyDecision<T>>(
  database: Database,
  application: Application<T>,
  decide: (state: ProjectState<T>) => P,
): Promise<Applied<P> | undefined> {
  const { project, types } = application;
  for (let attempt = 1; ; attempt++) {
    const done = await database.transaction().execute(async (transaction) => {
      if (!(await lockIntegrations(transaction, project)) && attempt < TRIES) return 'again';
      const state = await readProjectState(transaction, project, types);
      if (state === undefined) return undefined;
      const plan = decide(state);
      for (const step of plan.steps) await carryOut(transaction, application, step);
      return { plan, revision: await readRevision(transaction, project) };
    });
    if (done === undefined) return undefined;
    if (done !== 'again') return { ...done, lanes: await finishPauses(database, done.plan.steps) };
  }
}

/**
 * Locks the integrations of a project, and then the project, as each change of an integration does. Returns whether
 * that has locked them all: not one that was added meanwhile.
 */
async function lockIntegrations(transaction: Transaction<Tables>, project: string): Promise<boolean> {
  const select = () =>
    transaction
      .selectFrom('integrations')
      .select('id')
      .where('project_id', '=', project)
      .where('deleted_at', 'is', null)
      .orderBy('id');
  const locked = await select().forNoKeyUpdate().execute();
  await lockProject(transaction, project);
  const there = await select().execute();
  const ids = new Set(locked.map(({ id }) => id));
  return there.every(({ id }) => ids.has(id));
}

async function readRevision(transaction: Transaction<Tables>, project: string): Promise<string> {
  const { rows } = await sql<Pick<Project, 'revision'>>`
    select revision from projects where id = ${project}`.execute(transaction);
  return rows[0]?.revision ?? '0';
}

/** What follows the commit: runs that were read before a pause are fenced, runs that waited for its end are found. */
async function finishPauses(
  database: Database,
  steps: readonly ApplyStep<string>[],
): Promise<readonly string[]> {
  const lanes: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'change') continue;
    if (step.pause === 'begin') await fenceIdleLanes(database, step.before.id);
    if (step.pause === 'end') lanes.push(...(await findWaitingLanes(database, step.before.id)));
  }
  return lanes;
}
