import { metrics, type Attributes } from '@opentelemetry/api';

/** Adds one to a counter. */
export type Count = (attributes?: Attributes) => void;

/**
 * Creates a counter of OpenTelemetry. Create it after `startTelemetry`: a counter created before it counts nothing.
 * Attributes have few values: never an id.
 */
export function createCounter(name: `upshot_${string}_total`, description: string): Count {
  const counter = metrics.getMeter('upshot').createCounter(name, { description });
  return (attributes) => counter.add(1, attributes);
}
