interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** How to fix it, for `docs/problems.md`. */
  readonly resolution: string;
}

/** The catalogue of problems that the API answers (RFC 9457). `docs/problems.md` is generated from it. */
export const problems = {
  malformed_json: {
    status: 400,
    title: 'The body is not valid JSON',
    resolution: 'Send UTF-8 JSON with content-type application/json; the detail names the position.',
  },
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    resolution: 'The detail names each field and what it must be.',
  },
  invalid_script: {
    status: 400,
    title: 'The script does not compile',
    resolution:
      'Scripts are ES2021, or TypeScript whose types can be taken out; the detail names line and column.',
  },
  unsupported_integration_type: {
    status: 400,
    title: 'This integration type is not supported',
    resolution:
      'Use a type of docs/integration-types.md. The detail names the nearest type, or the setting that is missing.',
  },
  unauthorized: {
    status: 401,
    title: 'No valid token',
    resolution:
      'Send "Authorization: Bearer <token>" with a token that exists, has not expired and was not revoked.',
  },
  forbidden: {
    status: 403,
    title: 'The token may not do this',
    resolution: 'Use a token of the scope and project named in the detail.',
  },
  route_not_found: {
    status: 404,
    title: 'There is no such URL',
    resolution: 'See GET /api/openapi.json for all URLs.',
  },
  project_not_found: {
    status: 404,
    title: 'There is no such project',
    resolution: 'Create it with PUT /api/projects/{project}, or correct its id.',
  },
  activity_not_found: {
    status: 404,
    title: 'There is no such activity',
    resolution: 'List them with GET /api/projects/{project}/activities.',
  },
  environment_not_found: {
    status: 404,
    title: 'There is no such environment',
    resolution: 'List them with GET /api/projects/{project}/environments.',
  },
  integration_not_found: {
    status: 404,
    title: 'There is no such integration',
    resolution: 'List them with GET /api/projects/{project}/integrations.',
  },
  variable_not_found: {
    status: 404,
    title: 'There is no such variable',
    resolution: 'List them with GET …/integrations/{integration}/variables.',
  },
  stored_value_not_found: {
    status: 404,
    title: 'The integration stores nothing under this key',
    resolution: 'List the keys with GET …/integrations/{integration}/storage.',
  },
  changed_meanwhile: {
    status: 409,
    title: 'It was changed meanwhile',
    resolution: 'Read it again, decide again, and send what you then saw.',
  },
  version_not_found: {
    status: 404,
    title: 'The script has no such version',
    resolution: 'List them with GET …/integrations/{integration}/versions.',
  },
  version_outdated: {
    status: 409,
    title: 'The script has another version by now',
    resolution: 'Read the current version, decide again, and send its number as if_version.',
  },
  plan_outdated: {
    status: 409,
    title: 'The project has changed since the plan was made',
    resolution: 'Look at a new plan (dry_run), and send its revision as if_revision.',
  },
  trial_not_found: {
    status: 404,
    title: 'There is no such trial',
    resolution: 'Run it again with POST …/scripts:run or …/test; an answer is kept for ten minutes.',
  },
  trial_too_large: {
    status: 413,
    title: 'The trial is too large',
    resolution: 'The detail says what is. The command "upshot script:run" tries the script on your machine.',
  },
  trial_unavailable: {
    status: 503,
    title: 'No worker has run the trial',
    resolution: 'Send it again after the retry-after header. The detail says how many workers are alive.',
  },
  comparison_not_found: {
    status: 404,
    title: 'There is no such comparison',
    resolution: 'List them with GET …/integrations/{integration}/comparisons; they are kept for a day.',
  },
  comparison_under_way: {
    status: 409,
    title: 'The project has a comparison under way',
    resolution:
      'Send this one again when it has ended, or end it with POST …/comparisons/{comparison}/cancel.',
  },
  not_recorded: {
    status: 404,
    title: 'There is no cassette of the run',
    resolution:
      'Record further runs with PUT …/integrations/{integration}/recording; a cassette is kept for seven days.',
  },
  recording_full: {
    status: 409,
    title: 'The project keeps too many cassettes',
    resolution: 'Wait until some have expired: each is kept for seven days.',
  },
  issue_not_found: {
    status: 404,
    title: 'There is no such issue',
    resolution:
      'List the issues of the project. An issue leaves with its failed runs; name an earlier "from".',
  },
  run_not_found: {
    status: 404,
    title: 'There is no such run',
    resolution: 'List them with GET /api/projects/{project}/runs.',
  },
  event_type_not_found: {
    status: 404,
    title: 'The catalogue has no such event type',
    resolution: 'List them with GET /api/event-types. Activities of other types may be posted all the same.',
  },
  token_not_found: {
    status: 404,
    title: 'There is no such token',
    resolution: 'List them with GET /api/tokens.',
  },
  retention_run_not_found: {
    status: 404,
    title: 'There is no such removal of expired data',
    resolution: 'List them with GET /api/retention-runs.',
  },
  replay_not_found: {
    status: 404,
    title: 'There is no such replay',
    resolution: 'List those of the project with GET /api/projects/{project}/replays.',
  },
  worker_not_found: {
    status: 404,
    title: 'There is no such worker',
    resolution: 'List them with GET /api/workers. A worker that has ended is no longer listed.',
  },
  sql_refused: {
    status: 400,
    title: 'PostgreSQL refuses the query',
    resolution: 'Send one SELECT over the views that docs/sql.md describes.',
  },
  sql_unavailable: {
    status: 503,
    title: 'Queries are not available here',
    resolution:
      'Set UPSHOT_READER_URL of ingest to what "npm run sql-reader" prints, and check that it can be reached.',
  },
  sql_busy: {
    status: 429,
    title: 'Too many queries are running',
    resolution: 'Wait for as long as Retry-After says, and send the query again.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This URL does not support this method',
    resolution: 'The allow header lists the supported methods.',
  },
  integration_exists: {
    status: 409,
    title: 'The project has such an integration already',
    resolution:
      'Its name is taken, or with "prefer: reject-duplicate" its script. Change the one that the detail names.',
  },
  variable_exists: {
    status: 409,
    title: 'A variable of this name exists',
    resolution: 'Change it with PATCH instead.',
  },
  not_cancellable: {
    status: 400,
    title: 'The activity cannot be cancelled in its current state',
    resolution: 'Runs can be cancelled while they wait for an attempt; activities only where they happen.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This idempotency key belongs to another request',
    resolution: 'Send the same body as before to get its answer, or a new key.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    resolution: 'The detail names the limit and the setting that raises it.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This content type is not supported',
    resolution:
      'Send application/json, as it is or with gzip. Activities may be application/x-ndjson, or CloudEvents.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    resolution: 'Wait for the time in the retry-after header, then send the request again.',
  },
  too_many_pending_runs: {
    status: 429,
    title: 'Too many runs of the project are pending',
    resolution:
      'Send the same request again when the workers have caught up. Start more workers, or cancel runs.',
  },
  internal_fault: {
    status: 500,
    title: 'Internal error',
    resolution: 'Send the request again. Operators find the error in the log by the request id.',
  },
  ledger_unavailable: {
    status: 503,
    title: 'The ledger is unavailable',
    resolution:
      'The request may have taken effect. Send it again after the retry-after header; a repeated activity is ' +
      'recorded once.',
  },
  queue_unavailable: {
    status: 503,
    title: 'Redis cannot be reached',
    resolution: 'Send the same request again after the retry-after header.',
  },
  console_not_built: {
    status: 503,
    title: 'The web console is not built',
    resolution: 'Run "npm run console:build" in the folder of the project, then reload the page.',
  },
  overloaded: {
    status: 503,
    title: 'The service is overloaded',
    resolution: 'Nothing was recorded. Send the same request again after the retry-after header.',
  },
  shutting_down: {
    status: 503,
    title: 'This instance is shutting down',
    resolution: 'Send the same request again.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

/** A message for each invalid field: `{"events[0]": "must not be empty"}`. */
export type ProblemFields = Readonly<Record<string, string>>;

/**
 * A problem of the caller, thrown by a route and answered as `application/problem+json` (RFC 9457).
 * `detail` says what is wrong, where, and how to fix it. It never holds a secret.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly fields: ProblemFields | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    options: { fields?: ProblemFields; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    // Rejecting must be cheap, and a stack trace says nothing here: a fault of ours comes as the cause.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(detail, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.fields = options.fields;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
