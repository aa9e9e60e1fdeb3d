import { defaultLimits } from '@upshot/outbound/outbound-exchange';
import { MAX_LINE } from '@upshot/sandbox/line-limit';
import { argumentLimit } from '@upshot/sandbox/host-functions';
import { DEFAULT_LIMITS } from '@upshot/sandbox/limits';
import { scriptQuota } from '@upshot/shared/script-quota';
import { storageQuota } from '@upshot/shared/storage-quota';

/** One limit of scripts. */
export interface ScriptLimit {
  readonly name: string;
  readonly value: number;
  readonly says: string;
  /** The setting of workers that changes it. */
  readonly setting?: string;
}

/** Every limit of scripts, with its usual value. */
export const scriptLimits: readonly ScriptLimit[] = [
  {
    name: 'wall_ms',
    value: DEFAULT_LIMITS.wallMs,
    says: 'Time of a run, in milliseconds, waiting included.',
    setting: 'UPSHOT_SCRIPT_WALL_MS',
  },
  {
    name: 'cpu_ms',
    value: DEFAULT_LIMITS.cpuMs,
    says: 'Processor time of a run, in milliseconds.',
    setting: 'UPSHOT_SCRIPT_CPU_MS',
  },
  {
    name: 'memory_mb',
    value: DEFAULT_LIMITS.memoryMb,
    says: 'Memory of a run, in megabytes.',
    setting: 'UPSHOT_SCRIPT_MEMORY_MB',
  },
  {
    name: 'output_bytes',
    value: DEFAULT_LIMITS.outputBytes,
    says: 'Output that is kept of a run, in bytes. Each line counts 16 bytes besides its text.',
    setting: 'UPSHOT_SCRIPT_OUTPUT_BYTES',
  },
  { name: 'output_line_characters', value: MAX_LINE, says: 'Characters of a line; a longer one is cut.' },
  {
    name: 'fetches',
    value: DEFAULT_LIMITS.fetches,
    says: 'Requests of a run.',
    setting: 'UPSHOT_SCRIPT_FETCHES',
  },
  { name: 'fetch_url_characters', value: argumentLimit('fetch', 'url'), says: 'Characters of a URL.' },
  {
    name: 'fetch_headers_characters',
    value: argumentLimit('fetch', 'headers'),
    says: 'Characters of the headers of a request, as JSON.',
  },
  {
    name: 'fetch_body_characters',
    value: argumentLimit('fetch', 'body'),
    says: 'Characters of the body of a request.',
  },
  {
    name: 'fetch_ms',
    value: defaultLimits.totalMs,
    says: 'Time of a request with all its redirects, in milliseconds.',
    setting: 'UPSHOT_FETCH_MS',
  },
  {
    name: 'fetch_response_bytes',
    value: defaultLimits.responseBytes,
    says: 'Bytes of the body of a response, decoded.',
    setting: 'UPSHOT_FETCH_BYTES',
  },
  { name: 'fetch_redirects', value: defaultLimits.redirects, says: 'Redirects that a request follows.' },
  { name: 'storage_calls', value: DEFAULT_LIMITS.storageCalls, says: 'Storage calls of a run.' },
  { name: 'storage_keys', value: storageQuota.keys, says: 'Keys that an integration keeps.' },
  { name: 'storage_key_characters', value: storageQuota.keyLength, says: 'Characters of a key.' },
  {
    name: 'storage_value_characters',
    value: storageQuota.valueLength,
    says: 'Characters of a value as JSON.',
  },
  {
    name: 'storage_characters',
    value: storageQuota.totalLength,
    says: 'Characters of all keys and values of an integration.',
  },
  { name: 'source_characters', value: scriptQuota.sourceCharacters, says: 'Characters of a script.' },
  { name: 'variables', value: scriptQuota.variables, says: 'Variables of an integration.' },
  {
    name: 'variable_bytes',
    value: scriptQuota.variableBytes,
    says: 'Bytes of the values of all variables of an integration.',
  },
];
