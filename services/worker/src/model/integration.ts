import type { Rate } from '@upshot/ledger/lanes/rate-limit';
import type { FieldsOf, IntegrationType } from '@upshot/integrations/registry';

/** An integration of one type as it is now, its secrets opened. */
export interface IntegrationOfType<T extends IntegrationType> {
  readonly type: T;
  readonly id: string;
  readonly name: string;
  readonly concurrency: number;
  /** How often its attempts may begin; undefined where nothing limits that. */
  readonly rate?: Rate;
  /** What only its type has: plain settings, opened secrets, and the source of its script. */
  readonly fields: FieldsOf<T>;
  /** The version of its script; undefined where it has none. */
  readonly version: number | undefined;
  /** Its plain settings as JSON text: another text means that it goes elsewhere now. */
  readonly settings: string;
  /** JSON text of the `project` global. */
  readonly project: string;
  /** JSON text of the `variables` global. */
  readonly variables: string;
  /** Values of variables that must not be seen anywhere. */
  readonly secrets: readonly string[];
  /** Names the order to record its runs, if there is one. */
  readonly recording?: string;
}
