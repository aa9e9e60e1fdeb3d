import type { CommandDefinition, LoadedCommand } from './command.ts';

type Loader = () => Promise<CommandDefinition>;

/** The commands that talk to a server. A command is loaded when it is called: loading all takes five times as long. */
const serverCommands: Readonly<Record<string, Loader>> = {
  'activity:send': async () => (await import('./commands/activity-send.ts')).activitySend,
  'activity:list': async () => (await import('./commands/activity-list.ts')).activityList,
  'activity:get': async () => (await import('./commands/activity-get.ts')).activityGet,
  'activity:log': async () => (await import('./commands/activity-log.ts')).activityLog,
  'activity:explain': async () => (await import('./commands/activity-explain.ts')).activityExplain,
  'activity:replay': async () => (await import('./commands/activity-replay.ts')).activityReplay,
  'issue:list': async () => (await import('./commands/issue-list.ts')).issueList,
  'issue:update': async () => (await import('./commands/issue-update.ts')).issueUpdate,
  'replay:list': async () => (await import('./commands/replay-list.ts')).replayList,
  'replay:get': async () => (await import('./commands/replay-get.ts')).replayGet,
  'replay:cancel': async () => (await import('./commands/replay-cancel.ts')).replayCancel,
  'activity:cancel': async () => (await import('./commands/activity-cancel.ts')).activityCancel,
  'activity:sample': async () => (await import('./commands/activity-sample.ts')).activitySample,
  'environment:redeploy': async () =>
    (await import('./commands/environment-redeploy.ts')).environmentRedeploy,
  'event-type:list': async () => (await import('./commands/event-type-list.ts')).eventTypeList,
  'integration:add': async () => (await import('./commands/integration-add.ts')).integrationAdd,
  'integration:list': async () => (await import('./commands/integration-list.ts')).integrationList,
  'integration:get': async () => (await import('./commands/integration-get.ts')).integrationGet,
  'integration:update': async () => (await import('./commands/integration-update.ts')).integrationUpdate,
  'integration:delete': async () => (await import('./commands/integration-delete.ts')).integrationDelete,
  'integration:pause': async () => (await import('./commands/integration-pause.ts')).integrationPause,
  'integration:resume': async () => (await import('./commands/integration-resume.ts')).integrationResume,
  'integration:validate': async () =>
    (await import('./commands/integration-validate.ts')).integrationValidate,
  'integration:ping': async () => (await import('./commands/integration-ping.ts')).integrationPing,
  'integration:versions': async () =>
    (await import('./commands/integration-versions.ts')).integrationVersions,
  'integration:diff': async () => (await import('./commands/integration-diff.ts')).integrationDiff,
  'integration:rollback': async () =>
    (await import('./commands/integration-rollback.ts')).integrationRollback,
  'integration:shadow': async () => (await import('./commands/integration-shadow.ts')).integrationShadow,
  'integration:promote': async () => (await import('./commands/integration-promote.ts')).integrationPromote,
  'integration:apply': async () => (await import('./commands/integration-apply.ts')).integrationApply,
  'integration:export': async () => (await import('./commands/integration-export.ts')).integrationExport,
  'integration:activity:list': async () =>
    (await import('./commands/integration-activity-list.ts')).integrationActivityList,
  'integration:activity:get': async () =>
    (await import('./commands/integration-activity-get.ts')).integrationActivityGet,
  'integration:activity:log': async () =>
    (await import('./commands/integration-activity-log.ts')).integrationActivityLog,
  'integration:activity:cancel': async () =>
    (await import('./commands/integration-activity-cancel.ts')).integrationActivityCancel,
  'integration:variable:list': async () =>
    (await import('./commands/integration-variable-list.ts')).integrationVariableList,
  'integration:variable:get': async () =>
    (await import('./commands/integration-variable-get.ts')).integrationVariableGet,
  'integration:variable:create': async () =>
    (await import('./commands/integration-variable-create.ts')).integrationVariableCreate,
  'integration:variable:update': async () =>
    (await import('./commands/integration-variable-update.ts')).integrationVariableUpdate,
  'integration:variable:delete': async () =>
    (await import('./commands/integration-variable-delete.ts')).integrationVariableDelete,
  'integration:storage:list': async () =>
    (await import('./commands/integration-storage-list.ts')).integrationStorageList,
  'integration:storage:get': async () =>
    (await import('./commands/integration-storage-get.ts')).integrationStorageGet,
  'integration:storage:set': async () =>
    (await import('./commands/integration-storage-set.ts')).integrationStorageSet,
  'integration:storage:delete': async () =>
    (await import('./commands/integration-storage-delete.ts')).integrationStorageDelete,
  'integration:storage:export': async () =>
    (await import('./commands/integration-storage-export.ts')).integrationStorageExport,
  'integration:storage:import': async () =>
    (await import('./commands/integration-storage-import.ts')).integrationStorageImport,
  'run:list': async () => (await import('./commands/run-list.ts')).runList,
  'run:get': async () => (await import('./commands/run-get.ts')).runGet,
  'script:run': async () => (await import('./commands/script-run.ts')).scriptRun,
  'script:test': async () => (await import('./commands/script-test.ts')).scriptTest,
  'script:record': async () => (await import('./commands/script-record.ts')).scriptRecord,
  'script:push': async () => (await import('./commands/script-push.ts')).scriptPush,
  'script:pull': async () => (await import('./commands/script-pull.ts')).scriptPull,
  'script:init': async () => (await import('./commands/script-init.ts')).scriptInit,
  'script:lint': async () => (await import('./commands/script-lint.ts')).scriptLint,
  'script:types': async () => (await import('./commands/script-types.ts')).scriptTypes,
  'project:create': async () => (await import('./commands/project-create.ts')).projectCreate,
  'project:get': async () => (await import('./commands/project-get.ts')).projectGet,
  'project:list': async () => (await import('./commands/project-list.ts')).projectList,
  'token:create': async () => (await import('./commands/token-create.ts')).tokenCreate,
  'token:list': async () => (await import('./commands/token-list.ts')).tokenList,
  'token:revoke': async () => (await import('./commands/token-revoke.ts')).tokenRevoke,
  'console:link': async () => (await import('./commands/console-link.ts')).consoleLink,
  'storage:usage': async () => (await import('./commands/storage-usage.ts')).storageUsage,
  'log:export': async () => (await import('./commands/log-export.ts')).logExport,
  'log:query': async () => (await import('./commands/log-query.ts')).logQuery,
  'retention:plan': async () => (await import('./commands/retention-plan.ts')).retentionPlan,
  'retention:run': async () => (await import('./commands/retention-run.ts')).retentionRun,
  'retention:project': async () => (await import('./commands/retention-project.ts')).retentionProject,
  'lane:list': async () => (await import('./commands/lane-list.ts')).laneList,
  'worker:list': async () => (await import('./commands/worker-list.ts')).workerList,
  'worker:drain': async () => (await import('./commands/worker-drain.ts')).workerDrain,
  'worker:resume': async () => (await import('./commands/worker-resume.ts')).workerResume,
  tail: async () => (await import('./commands/tail.ts')).tail,
  audit: async () => (await import('./commands/audit.ts')).audit,
  scaling: async () => (await import('./commands/scaling.ts')).scaling,
  'secrets:rotate': async () => (await import('./commands/secrets-rotate.ts')).secretsRotate,
  shellenv: async () => (await import('./commands/shellenv.ts')).shellenv,
  report: async () => (await import('./commands/report.ts')).report,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};

const documentedCommands: Readonly<Record<string, Loader>> = {
  ...serverCommands,
  completion: async () =>
    (await import('./commands/completion.ts')).completionOf(await loadEvery(serverCommands)),
};

/** Every command there is, by name, in the order of the help. */
export const loaders: Readonly<Record<string, Loader>> = {
  ...documentedCommands,
  'completion:words': async () =>
    (await import('./commands/completion-words.ts')).completionWordsOf(await loadEvery(documentedCommands)),
  reference: async () =>
    (await import('./commands/reference.ts')).referenceOf(await loadEvery(documentedCommands)),
};

const aliases: Readonly<Record<string, string>> = {
  activities: 'activity:list',
  act: 'activity:list',
  redeploy: 'environment:redeploy',
  'event-types': 'event-type:list',
  'integration:activities': 'integration:activity:list',
  'int:act': 'integration:activity:list',
  'i:act': 'integration:activity:list',
  integrations: 'integration:list',
  issues: 'issue:list',
  'integration:disable': 'integration:pause',
  'integration:enable': 'integration:resume',
  'integration:variables': 'integration:variable:list',
  sql: 'log:query',
  lanes: 'lane:list',
  projects: 'project:list',
  runs: 'run:list',
  tokens: 'token:list',
  workers: 'worker:list',
};

/** Loads the command that the arguments begin with; every command where they begin with anything else. */
export async function loadCommands([first = '']: readonly string[]): Promise<readonly LoadedCommand[]> {
  const name = Object.hasOwn(aliases, first) ? aliases[first] : first;
  const named = Object.entries(loaders).filter(([other]) => other === name);
  return await loadEvery(Object.fromEntries(named.length === 0 ? Object.entries(loaders) : named));
}

async function loadEvery(some: Readonly<Record<string, Loader>>): Promise<readonly LoadedCommand[]> {
  return await Promise.all(
    Object.entries(some).map(async ([name, load]) => ({ ...(await load()), aliases: aliasesOf(name) })),
  );
}

function aliasesOf(name: string): readonly string[] {
  return Object.keys(aliases).filter((alias) => aliases[alias] === name);
}
