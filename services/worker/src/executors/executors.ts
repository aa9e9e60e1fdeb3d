import { integrationTypes, type IntegrationType } from '@upshot/integrations/registry';
import type { IntegrationOfType } from '../model/integration.ts';
import { createHealthExecutors, type HealthTools } from './health/executor.ts';
import type { Attempt, AttemptResult, Executor } from './executor.ts';
import { createScriptExecutor, type ScriptTools } from './script/run-script.ts';
import { createWebhookExecutor, type WebhookTools } from './webhook/deliver-webhook.ts';

/** The types whose runs this worker carries out. */
export type ExecutableType = IntegrationType;

export const executableTypes: readonly ExecutableType[] = integrationTypes;

/** How the runs of each type are carried out. A type without an executor does not compile. */
export type Executors = { readonly [T in ExecutableType]: Executor<T> };

/** Tells whether this version can carry out runs of the type. */
export function isExecutable(type: string): type is ExecutableType {
  return executableTypes.some((executable) => executable === type);
}

export type CurrentIntegration = { [T in ExecutableType]: IntegrationOfType<T> }[ExecutableType];

export type ExecutorTools = ScriptTools & WebhookTools & HealthTools;

/** Creates the executors of one worker. */
export function createExecutors(tools: ExecutorTools): Executors {
  return {
    script: createScriptExecutor(tools),
    webhook: createWebhookExecutor(tools),
    ...createHealthExecutors(tools),
  };
}

/** Makes one attempt with the executor of the integration's type. */
export async function execute<T extends ExecutableType>(
  executors: Executors,
  attempt: Attempt<T>,
): Promise<AttemptResult | 'aborted'> {
  const executor: Executor<T> = executors[attempt.integration.type];
  return await executor.execute(attempt);
}
