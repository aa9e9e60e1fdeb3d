import { urlOf } from '@upshot/runtime/setting-parsers';

const PLACEHOLDER = '{trace_id}';

const example = `https://host/trace/${PLACEHOLDER}`;

/** Reads the setting that says where traces can be looked at. Throws what is wrong with it. */
export function readTraceUrl(text: string): string {
  const template = urlOf(['https:', 'http:'], example)(text);
  if (!template.includes(PLACEHOLDER)) throw new Error(`it must contain ${PLACEHOLDER}, as ${example}.`);
  return template;
}

/** The address of a trace; null without a trace, or where the setting does not say. */
export function traceUrl(template: string | undefined, traceId: string | null): string | null {
  return template === undefined || traceId === null ? null : template.replaceAll(PLACEHOLDER, traceId);
}
