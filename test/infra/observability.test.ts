import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { infra, observabilityText, readObservabilityFile } from './compose-file.ts';

const run = promisify(execFile);
const { services, volumes, secrets, networks } = readObservabilityFile({});
const read = (file: string) => readFileSync(join(infra, 'observability', file), 'utf8');

describe('the Compose file of observability', () => {
  test('mounts files that exist, and names volumes, secrets and networks that it has', () => {
    for (const name of ['collector', 'prometheus', 'grafana']) {
      const { volumes: mounts = [], secrets: used = [], networks: joined = [] } = services[name] ?? {};
      expect(mounts.length).toBeGreaterThan(0);
      const sources = mounts.map((mount) => mount.split(':')[0] ?? '');
      const isThere = (from: string) => existsSync(join(infra, from)) || Object.hasOwn(volumes, from);
      expect(sources.filter((from) => !isThere(from))).toEqual([]);
      for (const secret of used) expect(secrets).toHaveProperty(secret);
      for (const network of joined) expect(networks).toHaveProperty(network);
    }
  });

  test('sends traces to the collector, and opens Grafana to this machine only', () => {
    for (const name of ['ingest', 'worker'])
      expect(services[name]?.environment?.['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe('http://collector:4318');
    const { receivers } = parse(read('collector.yml')) as {
      readonly receivers: {
        readonly otlp: { readonly protocols: { readonly http: { readonly endpoint: string } } };
      };
    };
    expect(receivers.otlp.protocols.http.endpoint).toBe('0.0.0.0:4318');
    expect(services['grafana']?.ports).toEqual(['127.0.0.1:3000:3000']);
    expect(services['prometheus']?.ports).toBeUndefined();
    expect(observabilityText).not.toMatch(/:\/\/\w*:[^@\s]+@/);
  });

  test('lets Prometheus look where services serve their metrics', () => {
    const { scrape_configs: jobs } = parse(read('prometheus.yml')) as {
      readonly scrape_configs: readonly {
        readonly job_name: string;
        readonly dns_sd_configs?: readonly { readonly names: readonly string[]; readonly port: number }[];
      }[];
    };
    const targets = jobs.flatMap(({ dns_sd_configs: found = [] }) => found);
    expect(targets.flatMap(({ names }) => names)).toEqual(['ingest', 'worker']);
    for (const { names, port } of targets)
      expect(services[names[0] ?? '']?.environment?.['UPSHOT_METRICS_PORT']).toBe(port);
  });

  test('keeps every trace that failed, by a policy of the collector', () => {
    const { processors, service } = parse(read('collector.yml')) as {
      readonly processors: { readonly tail_sampling: { readonly policies: readonly object[] } };
      readonly service: {
        readonly pipelines: { readonly traces: { readonly processors: readonly string[] } };
      };
    };
    expect(processors.tail_sampling.policies).toContainEqual({
      name: 'failures',
      type: 'status_code',
      status_code: { status_codes: ['ERROR'] },
    });
    expect(service.pipelines.traces.processors).toContain('tail_sampling');
  });
});

describe('start.sh of Grafana', () => {
  test.each([
    [
      'postgres://upshot_reader:pa-ss_1@postgres:5432/upshot',
      ['upshot_reader', 'pa-ss_1', 'postgres:5432', 'upshot', 'disable'],
    ],
    [
      'postgresql://upshot_reader:pw@db.example.org/log?sslmode=verify-full&x=1',
      ['upshot_reader', 'pw', 'db.example.org', 'log', 'verify-full'],
    ],
    ['', ['', '', '', '', 'disable']],
  ])('takes the parts of %j', async (url, parts) => {
    await using directory = await temporaryDirectory();
    const secret = join(directory.path, 'reader-url');
    await writeFile(secret, url);
    const script = join(directory.path, 'start.sh');
    await writeFile(script, read('grafana/start.sh').replace('/run/secrets/reader-url', secret));
    const { stdout } = await run('sh', [script], { env: { PATH: process.env['PATH'], GRAFANA: 'env' } });
    const names = ['USER', 'PASSWORD', 'HOST', 'DATABASE', 'SSLMODE'];
    const found = new Map(stdout.split('\n').map((line) => line.split(/=(.*)/, 2) as [string, string]));
    expect(names.map((name) => found.get(`READER_${name}`))).toEqual(parts);
  });
});
