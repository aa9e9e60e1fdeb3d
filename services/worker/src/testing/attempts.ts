import type { IntegrationType } from '@upshot/integrations/registry';
import type { DueRun } from '@upshot/ledger/runs/due-run';
import type { Attempt } from '../executors/executor.ts';
import { StorageView } from '../executors/script/storage-view.ts';
import type { IntegrationOfType } from '../model/integration.ts';

type RunWithBody = DueRun & { readonly body: string };

/** A run that is due for its first attempt. */
export function dueRun(over: Partial<RunWithBody> = {}): RunWithBody {
  return {
    seq: '1',
    id: 'r',
    projectId: 'p',
    projectRevision: '1',
    integrationId: 'i',
    activityId: 'a',
    activityType: 'environment.push',
    activityState: 'complete',
    activityRecordedAt: '2026-01-31 12:00:00.123456+00',
    dueSinceMs: 0,
    pendingSinceMs: 0,
    body: '{"id":"a"}',
    attempt: 0,
    wasInterrupted: false,
    interruptions: 0,
    traceparent: undefined,
    ...over,
  };
}

/** An integration of the type, with one lane and no secrets. */
export function integrationOf<T extends IntegrationType>(
  type: T,
  fields: IntegrationOfType<T>['fields'],
  over: Partial<IntegrationOfType<T>> = {},
): IntegrationOfType<T> {
  const base = { id: 'i', name: 'hook', concurrency: 1, version: undefined, settings: '{}', project: '{}' };
  return { type, fields, ...base, variables: '{}', secrets: [], ...over };
}

/** The first attempt of a run, on empty storage; its beginning is written at once. */
export function attemptOf<T extends IntegrationType>(
  integration: IntegrationOfType<T>,
  over: Partial<Attempt<T>> = {},
): Attempt<T> {
  return {
    integration,
    run: dueRun(),
    number: 1,
    storage: new StorageView(() => Promise.resolve(new Map<string, string>())),
    begin: () => Promise.resolve(),
    signal: new AbortController().signal,
    ...over,
  };
}
