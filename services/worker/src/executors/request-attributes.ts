import type { Attributes } from '@opentelemetry/api';
import { traceUrl } from '@upshot/secrets/redact/describe-request';
import type { Redact } from '@upshot/secrets/redact/redact';

/** The attributes of a span of a request, by OpenTelemetry's conventions. No secret is among them. */
export function requestAttributes(method: string, url: string, redact: Redact): Attributes {
  return { 'http.request.method': knownMethod(method), ...targetOf(url, redact) };
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Any other method that a script sends is not an attribute. */
function knownMethod(method: string): string {
  const upper = method.slice(0, 10).toUpperCase();
  return methods.has(upper) ? upper : '_OTHER';
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

function targetOf(url: string, redact: Redact): Attributes {
  const parsed = URL.parse(url);
  const full = traceUrl(url, redact);
  if (parsed === null || full === undefined) return {};
  const port = parsed.port === '' ? defaultPorts[parsed.protocol] : Number(parsed.port);
  // A secret may be the host and the port together.
  const isMasked = redact(parsed.host) !== parsed.host;
  return {
    'server.address': isMasked ? redact(parsed.host) : redact(parsed.hostname),
    ...(port === undefined || isMasked ? {} : { 'server.port': port }),
    'url.full': full,
  };
}
