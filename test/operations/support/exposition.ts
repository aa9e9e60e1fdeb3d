import { eventually } from '@upshot/testing/eventually';
import type { TestProcess } from '@upshot/testing/processes';

/** One sample: its labels, and its value. */
interface Sample {
  /** The name of the family, and for histograms `_bucket`, `_sum` or `_count` behind it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One metric as Prometheus reads it. */
export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The base URL of the port where a service serves its metrics and its health. */
export async function operationsUrl(service: Pick<TestProcess, 'log'>): Promise<string> {
  const line = await eventually(async () => {
    const found = (await service.log()).split('\n').find((text) => text.includes('operations are served'));
    if (found === undefined) throw new Error('the service does not say where it serves operations');
    return found;
  });
  return `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
}

/** Reads the metrics of a service by name. */
export async function scrape(url: string): Promise<ReadonlyMap<string, Family>> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  return parseExposition(await response.text());
}

/** Reads the text format of Prometheus. Throws at a line that is not in it. */
function parseExposition(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, { type: string; help: string; samples: Sample[] }>();
  const familyOf = (name: string) => {
    const family = families.get(name) ?? { type: '', help: '', samples: [] };
    families.set(name, family);
    return family;
  };
  for (const line of text.split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (\w+) (\S+) ?(.*)$/.exec(line) ?? [];
    if (keyword === 'HELP') familyOf(name).help = rest;
    else if (keyword === 'TYPE') familyOf(name).type = rest;
    else if (keyword === undefined && line !== '') {
      const sample = parseSample(line);
      const base = sample.name.replace(/_(bucket|sum|count)$/, '');
      familyOf(families.has(base) ? base : sample.name).samples.push(sample);
    }
  }
  return families;
}

function parseSample(line: string): Sample {
  const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a sample: ${line}`);
  const pairs = labels.matchAll(/(\w+)="([^"]*)"/g);
  return {
    name,
    labels: Object.fromEntries(Array.from(pairs, ([, key, text]) => [key, text])) as Record<string, string>,
    value: Number(value),
  };
}

/** The sum of the samples of a counter, gauge or `_count` that have these labels. */
export function valueOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const samples = [...families.values()].flatMap((family) => family.samples);
  const matching = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  if (matching.length === 0) throw new Error(`there is no ${name} with ${JSON.stringify(labels)}`);
  return matching.reduce((sum, { value }) => sum + value, 0);
}
