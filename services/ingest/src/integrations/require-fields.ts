import type { Installation } from '@upshot/integrations/installation';
import { definitionOf, type IntegrationType } from '@upshot/integrations/registry';
import { Problem } from '@upshot/shared/problem';
import { invalid } from '../http/validate.ts';

/** Checks fields of an integration as its definition says. Throws a problem that names each field that is wrong. */
export function requireFields(
  type: IntegrationType,
  given: Readonly<Record<string, unknown>>,
  installation: Installation,
): void {
  const definition = definitionOf(type);
  const faults = definition.findFaults?.(given, installation) ?? [];
  const [first] = faults;
  if (first === undefined) return;
  if (first.problem === undefined) throw invalid(faults);
  throw new Problem(first.problem, first.message, { fields: { [first.field]: first.message } });
}
