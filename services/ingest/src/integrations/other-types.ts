import { isObject } from '@upshot/shared/json-object';
import { hookTypes, integrationTypes, type IntegrationType } from '@upshot/integrations/registry';
import { Problem } from '@upshot/shared/problem';
import { nearest } from '@upshot/shared/nearest';
import { invalid } from '../http/validate.ts';

const source = 'this system does not deploy from repositories; post activities of your own pipeline instead';
const logs = 'use a webhook or a script that sends to your log service';

/** Types of Platform.sh that this system does not support, and what to use instead. */
const otherTypes: ReadonlyMap<string, string> = new Map([
  ['github', source],
  ['gitlab', source],
  ['bitbucket', source],
  ['bitbucket_server', source],
  ['httplog', logs],
  ['newrelic', logs],
  ['splunk', logs],
  ['sumologic', logs],
  ['syslog', logs],
  ['otlplog', logs],
  ['blackfire', 'use a script that calls its API'],
  ['cdn.fastly', 'use a script that calls its API'],
  ['hipchat', 'the service no longer exists; use a webhook, or health.slack'],
]);

/** Reads the type of an integration to be created; throws a problem that names what to use instead. */
export function readIntegrationType(body: unknown): IntegrationType {
  if (!isObject(body)) throw invalid([{ field: '', message: 'must be a JSON object' }]);
  const type = Object.hasOwn(body, 'type') ? body['type'] : undefined;
  const known = integrationTypes.find((candidate) => candidate === type);
  if (known !== undefined) return known;
  const choice = integrationTypes.join(', ');
  if (type === undefined) throw invalid([{ field: 'type', message: `is required: one of ${choice}` }]);
  if (typeof type !== 'string') throw invalid([{ field: 'type', message: `must be one of ${choice}` }]);
  throw unsupported(type);
}

function unsupported(type: string): Problem {
  const instead = otherTypes.get(type);
  const meant = nearest(type, integrationTypes);
  const help =
    instead ?? (meant === undefined ? `use ${hookTypes.join(' or ')}` : `did you mean "${meant}"?`);
  const message = `"${type.slice(0, 64)}" is not supported: ${help}`;
  return new Problem('unsupported_integration_type', message, { fields: { type: message } });
}
