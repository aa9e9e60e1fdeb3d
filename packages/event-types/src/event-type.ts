import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import { deploymentSchema } from './entities/deployment.ts';
import type { Sentence } from './sentence.ts';
import type { Scene, Scope } from './world.ts';

/** The steps of an activity that are timed, in seconds. */
export type Steps = Readonly<Partial<Record<'parse_commits' | 'build' | 'deploy', number>>>;

/** One activity as it happens: what is particular to its type. */
export interface Story<Parameters = unknown, Payload = unknown> {
  readonly parameters: Parameters;
  /** Without the deployment, which is there only in the end. */
  readonly payload: Payload;
  readonly sentence: Sentence;
  /** The log of an activity that succeeded. */
  readonly log: string;
  /** How long its steps take; without any it takes `seconds`. */
  readonly steps?: Steps;
  readonly seconds?: number;
  /** What the environment's head is afterwards. */
  readonly newHead?: string;
}

/** What is known of one type of activity. */
export interface EventType {
  readonly title: string;
  readonly description: string;
  /** Why the type is old, and what came instead. */
  readonly deprecated?: string;
  readonly scope: Scope;
  /** The payload holds the deployment when the activity is complete. */
  readonly deploys?: boolean;
  /** The activity belongs to an integration. */
  readonly isOfIntegration?: boolean;
  readonly parameters: TSchema;
  readonly payload: TSchema;
  /** How long the activity is kept, in days (365). */
  readonly keptDays?: number;
  happen(scene: Scene): Story;
}

/** {@link EventType} while it is written down: the schemas type what `happen` returns. */
interface EventTypeDefinition<P extends TProperties, L extends TProperties> extends Omit<
  EventType,
  'parameters' | 'payload' | 'happen'
> {
  readonly parameters: P;
  readonly payload: L;
  happen(
    scene: Scene,
  ): Story<Static<ReturnType<typeof Type.Object<P>>>, Static<ReturnType<typeof Type.Object<L>>>>;
}

/** Defines a type of activity from the fields of its `parameters` and its `payload`. */
export function defineEventType<P extends TProperties, L extends TProperties>(
  definition: EventTypeDefinition<P, L>,
): EventType {
  const { parameters, payload, deploys = false } = definition;
  return {
    ...definition,
    parameters: Type.Object(parameters),
    payload: Type.Object(deploys ? { ...payload, deployment } : payload),
  };
}

const deployment = Type.Optional({
  ...deploymentSchema,
  description: 'What runs now. Missing until the activity is complete.',
});
