import { call, send } from '../../api/client.ts';
import type { Trial } from '../../api/entities.generated.ts';
import { getTrial, testIntegration } from '../../api/operations.generated.ts';

type Body = NonNullable<NonNullable<(typeof testIntegration)['types']>['body']>;

const LOOK_EVERY_MS = 1000;

/** Tries a script on the server, and waits for its end. Throws an `ApiProblem`. */
export async function runTrial(
  params: { readonly project: string; readonly integration: string },
  body: Body,
  signal: AbortSignal,
): Promise<Trial> {
  let answer = (await (await send(testIntegration, { params, body, signal })).json()) as
    Trial | { readonly id: string };
  while (!('outcome' in answer)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    answer = await call(getTrial, { params: { project: params.project, trial: answer.id }, signal });
  }
  return answer;
}
