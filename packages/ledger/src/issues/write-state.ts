import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { IssueState } from './list.ts';

/** Keeps the state of an issue; an open one needs no row. */
export async function writeIssueState(
  database: Database,
  { project, issue }: { readonly project: string; readonly issue: string },
  state: IssueState,
  by: string,
): Promise<void> {
  if (state === 'open') {
    await database
      .deleteFrom('issue_states')
      .where('project_id', '=', project)
      .where('issue', '=', issue)
      .execute();
    return;
  }
  await database
    .insertInto('issue_states')
    .values({ project_id: project, issue, state, changed_by: by })
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'issue'])
        .doUpdateSet({ state, changed_by: by, changed_at: sql`clock_timestamp()` }),
    )
    .execute();
}
