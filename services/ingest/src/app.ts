import type { Database } from '@upshot/ledger/connect';
import type { LiveOutput } from '@upshot/runtime/live-output';
import type { Logger } from '@upshot/runtime/logger';
import type { NewsSubscriber } from '@upshot/runtime/project-news';
import type { TrialQueue } from '@upshot/runtime/trial-queue';
import type { QueueState } from '@upshot/runtime/redis-check';
import type { KeyRing } from '@upshot/secrets/seal';
import type { FastifyInstance } from 'fastify';
import { getDiagnosis } from './about/get-diagnosis.ts';
import { getLivez } from './about/get-livez.ts';
import { getOpenapi } from './about/get-openapi.ts';
import { getProblem } from './about/get-problem.ts';
import { listLimits } from './about/list-limits.ts';
import { getReadyz } from './about/get-readyz.ts';
import { cancelActivity } from './activities/cancel-activity.ts';
import { explainActivity } from './activities/explain-activity.ts';
import { getActivityLog } from './activities/get-activity-log.ts';
import { getActivity } from './activities/get-activity.ts';
import { inEnvironment } from './activities/in-environment.ts';
import { listActivities, listEnvironmentActivities } from './activities/list-activities.ts';
import { listActivityOutcomes } from './activities/list-outcomes.ts';
import { createBacklogLimit } from './overload/backlog-limit.ts';
import { postActivities } from './activities/post-activities.ts';
import type { Recorder } from './activities/recorder.ts';
import { watchRecorder } from './activities/watch-recorder.ts';
import { auditChanges } from './audit/audit-changes.ts';
import { auditSignIns } from './audit/audit-sign-ins.ts';
import { createConsoleLinks } from './console/console-links.ts';
import type { ConsoleMode } from './console/console-mode.ts';
import { createConsoleLink } from './console/create-console-link.ts';
import { createPortalLink } from './console/create-portal-link.ts';
import { createFrameAncestors } from './console/frames.ts';
import { limitPortals } from './console/limit-portals.ts';
import { consoleDirectory, serveConsole } from './console/serve-console.ts';
import { beginSession, endSession, getSession } from './console/session-endpoints.ts';
import { createSessions, type Sessions } from './console/sessions.ts';
import type { IngestEvents } from './events.ts';
import { getEnvironment } from './environments/get-environment.ts';
import { listEnvironments } from './environments/list-environments.ts';
import { getEventType } from './event-types/get-event-type.ts';
import { listEventTypes } from './event-types/list-event-types.ts';
import { createAuthenticator, type Authenticator } from './http/authenticate.ts';
import { describeApi } from './http/docs/describe-api.ts';
import { createFollowing, type Following } from './http/paging/following.ts';
import { createLink, type Link } from './http/paging/link.ts';
import { mount } from './http/mount.ts';
import type { Route } from './http/route.ts';
import { createServer } from './http/server.ts';
import { byName } from './integrations/by-name.ts';
import { createIntegrationTools } from './integrations/integration-tools.ts';
import { createIntegration } from './integrations/create-integration.ts';
import { deleteIntegration } from './integrations/delete-integration.ts';
import { explainIntegration } from './integrations/explain-integration.ts';
import { getIntegration } from './integrations/get-integration.ts';
import { listIntegrations } from './integrations/list-integrations.ts';
import { pauseIntegration } from './integrations/pause-integration.ts';
import { resumeIntegration } from './integrations/resume-integration.ts';
import { updateIntegration } from './integrations/update-integration.ts';
import { validateIntegration } from './integrations/validate-integration.ts';
import { getCapabilities } from './projects/get-capabilities.ts';
import { getProject } from './projects/get-project.ts';
import { listProjects } from './projects/list-projects.ts';
import { patchProject } from './projects/patch-project.ts';
import { putProject } from './projects/put-project.ts';
import { authorRoutes } from './author-routes.ts';
import { operatorRoutes } from './operator-routes.ts';
import { cancelReplay } from './replays/cancel-replay.ts';
import { postReplay } from './replays/post-replay.ts';
import { getReplay, listReplays } from './replays/read-replays.ts';
import { cancelIntegrationActivity } from './runs/cancel-integration-activity.ts';
import { getIntegrationActivityLog } from './runs/get-integration-activity-log.ts';
import { getIntegrationActivity } from './runs/get-integration-activity.ts';
import { getRunLog } from './runs/get-run-log.ts';
import { getRunOutcome } from './runs/get-run-outcome.ts';
import { getRun } from './runs/get-run.ts';
import { listIntegrationActivities } from './runs/list-integration-activities.ts';
import { countRuns } from './runs/count-runs.ts';
import { listActivityAttempts } from './runs/list-activity-attempts.ts';
import { listRuns, listRunSummaries } from './runs/list-runs.ts';
import { sumUpRuns } from './runs/sum-up-runs.ts';
import { createScriptLinter, type ScriptLinter } from './scripts/script-linter.ts';
import { rotateSecrets } from './secrets/rotate-secrets.ts';
import { streamEvents } from './stream/stream-events.ts';
import { createTrials } from './trials/trials.ts';
import { createToken } from './tokens/create-token.ts';
import { exchangeToken } from './tokens/exchange-token.ts';
import { listTokens } from './tokens/list-tokens.ts';
import { revokeToken } from './tokens/revoke-token.ts';
import { getAccount, getPlatformAccount } from './users/get-account.ts';
import { getUser } from './users/get-user.ts';
import { listExtendedAccess } from './users/list-extended-access.ts';
import { createVariable } from './variables/create-variable.ts';
import { deleteNamedVariable, deleteVariable } from './variables/delete-variable.ts';
import { getVariable } from './variables/get-variable.ts';
import { listVariables } from './variables/list-variables.ts';
import { updateNamedVariable, updateVariable } from './variables/update-variable.ts';

/** What the endpoints work with. */
export interface AppParts {
  readonly database: Database;
  readonly recorder: Recorder;
  /** Says which lanes have new work; best effort. */
  readonly wake: (lanes: readonly string[]) => void;
  readonly ring: KeyRing;
  readonly readQueueState: () => Promise<QueueState>;
  readonly live: LiveOutput;
  readonly news: NewsSubscriber;
  readonly trials: TrialQueue;
  readonly trialWaitMs: number;
  readonly console: ConsoleMode;
  readonly logger: Logger;
  readonly events: IngestEvents;
  readonly readerUrl: string | undefined;
  readonly adminToken: string | undefined;
  readonly publicUrl: string | undefined;
  readonly traceUrl: string | undefined;
  readonly maxBodyBytes: number;
  readonly maxBytesInFlight: number;
  readonly maxPendingRuns: number;
  readonly healthWorkersMs: number;
}

const projects = '/api/projects';
const project = `${projects}/:project`;
const activity = `${project}/activities/:activity`;
const environment = `${project}/environments/:environment`;
const environmentActivity = `${environment}/activities/:activity`;
const run = `${project}/runs/:run`;
const integration = `${project}/integrations/:integration`;
const integrationActivity = `${integration}/activities/:activity`;
const variable = `${integration}/variables/:variable`;

/** Creates the HTTP application. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = createServer(parts);
  const authenticator = createAuthenticator(parts);
  const following = createFollowing();
  const streaming = createFollowing();
  const linter = createScriptLinter();
  app.addHook('preClose', async () => [following, streaming].forEach((places) => places.end()));
  app.addHook('onClose', async () => await linter[Symbol.asyncDispose]());
  await describeApi(app);
  const onSignIn = auditSignIns(parts.database);
  const sessions = createSessions({ ...parts, mode: parts.console, authenticator, onSignIn });
  const tools = { app, authenticator, following, streaming, linter };
  const routes = [...routesOf(parts, tools), ...consoleRoutes(parts, sessions)];
  const audited = auditChanges(parts.database, limitPortals(routes));
  mount(app, (request, reply) => sessions.identify(request, reply), byName(parts.database, audited));
  const { console: mode, publicUrl, ring } = parts;
  const frameAncestors = createFrameAncestors(ring, publicUrl);
  await serveConsole(app, { mode, publicUrl, directory: consoleDirectory, frameAncestors });
  return app;
}

interface RouteTools {
  readonly app: FastifyInstance;
  readonly authenticator: Authenticator;
  readonly following: Following;
  readonly streaming: Following;
  readonly linter: ScriptLinter;
}

/** Every way in from the network, with the access it needs. */
function routesOf(parts: AppParts, tools: RouteTools): readonly Route[] {
  const { app, authenticator, following, linter } = tools;
  const { database, ring, live, wake } = parts;
  const recorder = watchRecorder(parts.recorder);
  const link = createLink(parts.publicUrl);
  const backlogLimit = createBacklogLimit(parts);
  const integrations = createIntegrationTools(ring);
  const environmental = inEnvironment(database);
  return [
    ['GET', '/livez', 'anyone', getLivez()],
    ['GET', '/readyz', 'anyone', getReadyz(database, recorder, parts)],
    ['GET', '/problems/:code', 'anyone', getProblem()],
    ['GET', '/api/openapi.json', 'anyone', getOpenapi(app)],

    ['POST', `${project}/activities`, 'producer', postActivities(database, recorder, backlogLimit)],
    ['GET', `${project}/activities`, 'reader', listActivities(database, link)],
    ['GET', activity, 'reader', getActivity(database, link)],
    ['GET', `${activity}/log`, 'reader', getActivityLog(database, following)],
    ['GET', `${activity}/explain`, 'reader', explainActivity(database)],
    ['POST', `${activity}/cancel`, 'maintainer', cancelActivity(database)],

    ['GET', `${project}/environments`, 'reader', listEnvironments(database, link)],
    ['GET', environment, 'reader', getEnvironment(database, link)],
    ['GET', `${environment}/activities`, 'reader', listEnvironmentActivities(database, link)],
    ['GET', environmentActivity, 'reader', environmental(getActivity(database, link))],
    ['GET', `${environmentActivity}/log`, 'reader', environmental(getActivityLog(database, following))],
    ['POST', `${environmentActivity}/cancel`, 'maintainer', environmental(cancelActivity(database))],

    ...replayRoutes(database, wake),

    ...runRoutes(parts, tools),

    ['GET', `${project}/integrations`, 'reader', listIntegrations(database, link)],
    ['POST', `${project}/integrations`, 'admin', createIntegration(database, link, integrations)],
    ['GET', integration, 'reader', getIntegration(database, link)],
    ['PATCH', integration, 'admin', updateIntegration(database, link, integrations)],
    ['DELETE', integration, 'admin', deleteIntegration(database, link)],
    ['POST', `${integration}/validate`, 'maintainer', validateIntegration(database, link, integrations)],
    ['GET', `${integration}/explanation`, 'reader', explainIntegration(database)],
    ['POST', `${integration}/pause`, 'maintainer', pauseIntegration(database, link)],
    ['POST', `${integration}/resume`, 'maintainer', resumeIntegration(database, link, wake)],
    ['GET', `${integration}/activities`, 'reader', listIntegrationActivities(database, link)],
    ['GET', integrationActivity, 'reader', getIntegrationActivity(database, link)],
    ['GET', `${integrationActivity}/log`, 'reader', getIntegrationActivityLog(database, live, following)],
    ['POST', `${integrationActivity}/cancel`, 'maintainer', cancelIntegrationActivity(database, link, wake)],

    ['GET', `${integration}/variables`, 'reader', listVariables(database, link)],
    ['POST', `${integration}/variables`, 'admin', createVariable(database, link, ring)],
    ['PATCH', `${integration}/variables`, 'admin', updateNamedVariable(database, link, ring)],
    ['DELETE', `${integration}/variables`, 'admin', deleteNamedVariable(database, link)],
    ['GET', variable, 'reader', getVariable(database, link)],
    ['PATCH', variable, 'admin', updateVariable(database, link, ring)],
    ['DELETE', variable, 'admin', deleteVariable(database, link)],

    ['GET', '/api/event-types', 'member', listEventTypes(link)],
    ['GET', '/api/event-types/:type', 'member', getEventType(link)],
    ['GET', '/api/limits', 'member', listLimits()],

    ['GET', projects, 'reader', listProjects(database, link)],
    ['GET', project, 'reader', getProject(database, link)],
    ['GET', `${project}/capabilities`, 'reader', getCapabilities(database)],
    ['PUT', project, 'admin', putProject(database, link, integrations)],
    ['PATCH', project, 'admin', patchProject(database, link)],

    ...authorRoutes(parts, { integrations, linter, trials: createTrials(parts, following, link), link }),
    ...operatorRoutes(parts),
    ...accessRoutes(parts, authenticator, link),
  ];
}

/** Activities fired again. */
function replayRoutes(database: Database, wake: AppParts['wake']): readonly Route[] {
  const replay = `${project}/replays/:replay`;
  return [
    ['POST', `${project}/replays`, 'maintainer', postReplay(database, wake)],
    ['GET', `${project}/replays`, 'reader', listReplays(database)],
    ['GET', replay, 'reader', getReplay(database)],
    ['POST', `${replay}/cancel`, 'maintainer', cancelReplay(database, wake)],
  ];
}

/** Runs, and how they end; and all that happens, as it happens. */
function runRoutes(parts: AppParts, { following, streaming }: RouteTools): readonly Route[] {
  const { database, live, traceUrl } = parts;
  return [
    ['GET', `${activity}/attempts`, 'reader', listActivityAttempts(database)],
    ['GET', `${project}/activity-outcomes`, 'reader', listActivityOutcomes(database)],
    ['GET', `${project}/runs`, 'reader', listRuns(database)],
    ['GET', `${project}/run-summaries`, 'reader', listRunSummaries(database)],
    ['GET', `${project}/run-counts`, 'reader', countRuns(database)],
    ['GET', `${project}/run-sums`, 'reader', sumUpRuns(database)],
    ['GET', run, 'reader', getRun(database, traceUrl)],
    ['GET', `${run}/outcome`, 'member', getRunOutcome(database)],
    ['GET', `${run}/log`, 'reader', getRunLog(database, live, following)],
    ['GET', `${project}/stream`, 'reader', streamEvents(parts, streaming)],
  ];
}

/** What callers may do, their tokens, and what concerns the whole installation. */
function accessRoutes(
  { database, ring, readQueueState }: AppParts,
  authenticator: Authenticator,
  link: Link,
): readonly Route[] {
  return [
    ['GET', '/api/me', 'reader', getAccount(database, link)],
    ['GET', '/api/platform/me', 'reader', getPlatformAccount(database, link)],
    ['GET', '/api/users/:user', 'reader', getUser(database, link)],
    ['GET', '/api/users/:user/extended-access', 'reader', listExtendedAccess(database, link)],

    ['POST', '/oauth2/token', 'anyone', exchangeToken(authenticator)],
    ['GET', '/api/tokens', 'admin', listTokens(database)],
    ['POST', '/api/tokens', 'admin', createToken(database)],
    ['DELETE', '/api/tokens/:token', 'admin', revokeToken(database, authenticator)],

    ['GET', '/api/diagnosis', 'member', getDiagnosis(database, readQueueState)],
    ['POST', '/api/secrets/rotate', 'operator', rotateSecrets(database, ring)],
  ];
}

/** Signing in to the console. The page itself stands in `serve-console.ts`. */
function consoleRoutes(parts: AppParts, sessions: Sessions): readonly Route[] {
  const { database, ring, publicUrl } = parts;
  if (parts.console === 'off') return [];
  const links = createConsoleLinks(database, ring);
  return [
    ['GET', '/console/session', 'anyone', getSession(sessions)],
    ['POST', '/console/session', 'anyone', beginSession(sessions, links, publicUrl)],
    ['DELETE', '/console/session', 'anyone', endSession(sessions, publicUrl)],
    ['POST', '/api/console-links', 'reader', createConsoleLink(links, publicUrl)],
    ['POST', `${project}/console-links`, 'admin', createPortalLink(parts, links)],
  ];
}
