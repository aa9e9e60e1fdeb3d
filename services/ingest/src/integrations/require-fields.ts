import type { Installation } from '@upshot/integrations/installation';
import { definitionOf, type IntegrationType } from '@upshot/integrations/registry';
import type { FieldFault } from '@upshot/integrations/definition';
import { findConditionFault } from '@upshot/shared/condition';
import { Problem } from '@upshot/shared/problem';
import { invalid } from '../http/validate.ts';

/** Checks fields of an integration as its definition says. Throws a problem that names each field that is wrong. */
export function requireFields(
  type: IntegrationType,
  given: Readonly<Record<string, unknown>>,
  installation: Installation,
): void {
  const definition = definitionOf(type);
  const faults = [...findConditionFaults(given), ...(definition.findFaults?.(given, installation) ?? [])];
  const [first] = faults;
  if (first === undefined) return;
  if (first.problem === undefined) throw invalid(faults);
  throw new Problem(first.problem, first.message, { fields: { [first.field]: first.message } });
}

/** What is wrong with the condition that is given, if one is. */
export function findConditionFaults({ condition }: Readonly<Record<string, unknown>>): readonly FieldFault[] {
  const message = typeof condition === 'string' ? findConditionFault(condition) : undefined;
  return message === undefined ? [] : [{ field: 'condition', message }];
}
