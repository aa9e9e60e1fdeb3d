import type { CommandDefinition } from './command.ts';
import { activityCancel } from './commands/activity-cancel.ts';
import { activityExplain } from './commands/activity-explain.ts';
import { activityGet } from './commands/activity-get.ts';
import { activityList } from './commands/activity-list.ts';
import { activityLog } from './commands/activity-log.ts';
import { activityReplay } from './commands/activity-replay.ts';
import { activitySample } from './commands/activity-sample.ts';
import { activitySend } from './commands/activity-send.ts';
import { completionOf } from './commands/completion.ts';
import { completionWordsOf } from './commands/completion-words.ts';
import { doctor } from './commands/doctor.ts';
import { environmentRedeploy } from './commands/environment-redeploy.ts';
import { eventTypeList } from './commands/event-type-list.ts';
import { integrationActivityCancel } from './commands/integration-activity-cancel.ts';
import { integrationActivityGet } from './commands/integration-activity-get.ts';
import { integrationActivityList } from './commands/integration-activity-list.ts';
import { integrationActivityLog } from './commands/integration-activity-log.ts';
import { integrationAdd } from './commands/integration-add.ts';
import { integrationDelete } from './commands/integration-delete.ts';
import { integrationGet } from './commands/integration-get.ts';
import { integrationList } from './commands/integration-list.ts';
import { integrationPause } from './commands/integration-pause.ts';
import { integrationResume } from './commands/integration-resume.ts';
import { integrationUpdate } from './commands/integration-update.ts';
import { integrationRollback } from './commands/integration-rollback.ts';
import { integrationVersions } from './commands/integration-versions.ts';
import { integrationValidate } from './commands/integration-validate.ts';
import { integrationVariableCreate } from './commands/integration-variable-create.ts';
import { integrationVariableDelete } from './commands/integration-variable-delete.ts';
import { integrationVariableGet } from './commands/integration-variable-get.ts';
import { integrationVariableList } from './commands/integration-variable-list.ts';
import { integrationVariableUpdate } from './commands/integration-variable-update.ts';
import { logQuery } from './commands/log-query.ts';
import { projectCreate } from './commands/project-create.ts';
import { projectGet } from './commands/project-get.ts';
import { projectList } from './commands/project-list.ts';
import { referenceOf } from './commands/reference.ts';
import { runGet } from './commands/run-get.ts';
import { runList } from './commands/run-list.ts';
import { scriptPull } from './commands/script-pull.ts';
import { scriptPush } from './commands/script-push.ts';
import { scriptRun } from './commands/script-run.ts';
import { retentionPlan } from './commands/retention-plan.ts';
import { retentionProject } from './commands/retention-project.ts';
import { retentionRun } from './commands/retention-run.ts';
import { scriptTest } from './commands/script-test.ts';
import { secretsRotate } from './commands/secrets-rotate.ts';
import { tokenCreate } from './commands/token-create.ts';
import { tokenList } from './commands/token-list.ts';
import { tokenRevoke } from './commands/token-revoke.ts';

const serverCommands: readonly CommandDefinition[] = [
  activitySend,
  activityList,
  activityGet,
  activityLog,
  activityExplain,
  activityReplay,
  activityCancel,
  activitySample,
  environmentRedeploy,
  eventTypeList,
  integrationAdd,
  integrationList,
  integrationGet,
  integrationUpdate,
  integrationDelete,
  integrationPause,
  integrationResume,
  integrationValidate,
  integrationVersions,
  integrationRollback,
  integrationActivityList,
  integrationActivityGet,
  integrationActivityLog,
  integrationActivityCancel,
  integrationVariableList,
  integrationVariableGet,
  integrationVariableCreate,
  integrationVariableUpdate,
  integrationVariableDelete,
  runList,
  runGet,
  scriptRun,
  scriptTest,
  scriptPush,
  scriptPull,
  projectCreate,
  projectGet,
  projectList,
  tokenCreate,
  tokenList,
  tokenRevoke,
  logQuery,
  retentionPlan,
  retentionRun,
  retentionProject,
  secretsRotate,
  doctor,
];

const documentedCommands = [...serverCommands, completionOf(serverCommands)];

/** Every command there is, in the order of the help. */
export const commands: readonly CommandDefinition[] = [
  ...documentedCommands,
  completionWordsOf(documentedCommands),
  referenceOf(documentedCommands),
];
