import type { ActivityFilter } from '@upshot/shared/integration';
import type { FilterRule, IntegrationDefinition } from './definition.ts';
import type { ValuesOf } from './field.ts';
import { healthEmail } from './health-email/definition.ts';
import { healthPagerduty } from './health-pagerduty/definition.ts';
import { healthSlack } from './health-slack/definition.ts';
import { healthWebhook } from './health-webhook/definition.ts';
import { script } from './script/definition.ts';
import { webhook } from './webhook/definition.ts';

/** Every integration type. A further one is a folder beside these, a line here, and an executor in the worker. */
export const registry = defineRegistry({
  script,
  webhook,
  'health.email': healthEmail,
  'health.slack': healthSlack,
  'health.pagerduty': healthPagerduty,
  'health.webhook': healthWebhook,
});

type Registry = typeof registry;

export type IntegrationType = keyof Registry;

export const integrationTypes = Object.keys(registry) as readonly IntegrationType[] as readonly [
  IntegrationType,
  ...IntegrationType[],
];

type TypesWithFilter<K extends FilterRule['kind']> = {
  [T in IntegrationType]: Registry[T]['filter']['kind'] extends K ? T : never;
}[IntegrationType];

/** The types whose integrations choose the activities they answer. */
export type HookType = TypesWithFilter<'chosen'>;

/** The types whose integrations answer changes of the system's own health. */
export type HealthType = TypesWithFilter<'fixed'>;

export const hookTypes: readonly HookType[] = integrationTypes.filter((type) => !isHealthType(type));

/** Tells whether integrations of this type are told of the system's health. */
export function isHealthType(type: string): type is HealthType {
  return isIntegrationType(type) && registry[type].filter.kind === 'fixed';
}

/** Which activities an integration answers: those that its type fixes, or else those that it has chosen. */
export function filterOf(type: IntegrationType, chosen: ActivityFilter): ActivityFilter {
  const { filter } = definitionOf(type);
  return filter.kind === 'fixed' ? filter.filter : chosen;
}

/** Tells whether this version knows the type. */
export function isIntegrationType(type: string): type is IntegrationType {
  return Object.hasOwn(registry, type);
}

/** The definition of a type, for code that treats all types alike. */
export function definitionOf(type: IntegrationType): IntegrationDefinition {
  return registry[type];
}

/** The values of a type's own fields, opened and with their defaults. */
export type FieldsOf<T extends IntegrationType> = ValuesOf<Registry[T]['fields']>;

/** Each definition stands under its own name. */
function defineRegistry<const R extends Readonly<Record<string, IntegrationDefinition>>>(
  definitions: R & { readonly [T in keyof R]: { readonly type: T } },
): R {
  return definitions;
}
