import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { anyObject, orNull, timestamp } from '../schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

/** A variable of a project or an environment. A sensitive one has no value. */
export const variableSchema = Type.Object({
  id: Type.Optional(Type.String()),
  created_at: Type.Optional(timestamp),
  updated_at: Type.Optional(orNull(timestamp)),
  name: Type.String(),
  attributes: Type.Optional(anyObject),
  value: Type.Optional(Type.String({ description: 'Missing when the variable is sensitive.' })),
  is_json: Type.Optional(Type.Boolean()),
  is_sensitive: Type.Optional(Type.Boolean()),
  visible_build: Type.Optional(Type.Boolean()),
  visible_runtime: Type.Optional(Type.Boolean()),
});

export type Variable = Static<typeof variableSchema>;

const settings: readonly (readonly [name: string, value: string | undefined])[] = [
  ['php:memory_limit', '512M'],
  ['env:SHOP_CURRENCY', 'EUR'],
  ['env:GREETING', 'Grüß Gott & добро пожаловать'],
  ['env:PAYMENT_SECRET', undefined],
  ['env:FEATURES', '{"search":true}'],
];

/** Makes a variable. Some are sensitive, some hold JSON. */
export function makeVariable(random: Random, at: number): Variable {
  const [name, value] = random.pick(settings);
  return {
    id: name,
    created_at: toTimestamp(at),
    updated_at: toTimestamp(at),
    name,
    attributes: {},
    ...(value === undefined ? {} : { value }),
    is_json: value?.startsWith('{') ?? false,
    is_sensitive: value === undefined,
    visible_build: true,
    visible_runtime: true,
  };
}

/** A variable as a deployment lists it. */
export const deployedVariableSchema = Type.Object({
  name: Type.String(),
  value: Type.Optional(Type.String({ description: 'Missing when the variable is sensitive.' })),
  is_sensitive: Type.Boolean(),
});

/** Makes the variables of a deployment, one of them sensitive. */
export function makeDeployedVariables(): Static<typeof deployedVariableSchema>[] {
  return settings.map(([name, value]) => ({
    name,
    ...(value === undefined ? {} : { value }),
    is_sensitive: value === undefined,
  }));
}
