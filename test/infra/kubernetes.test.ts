import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { infra, readComposeFile, readObservabilityFile } from './compose-file.ts';
import { findManifestFaults, type Manifest } from './kubernetes-schemas.ts';

interface Container {
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly securityContext: object;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

interface PodSpec {
  readonly containers: readonly [Container];
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: object;
  readonly automountServiceAccountToken: boolean;
  readonly volumes: readonly {
    readonly secret?: { readonly secretName: string; readonly items: readonly { readonly key: string }[] };
  }[];
}

interface Workload extends Manifest {
  readonly spec: {
    readonly selector?: { readonly matchLabels: object };
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec };
  };
}

const kubernetes = join(infra, 'kubernetes');
const read = (folder: string) => {
  const names = readdirSync(join(kubernetes, folder)).filter((name) => name !== 'kustomization.yaml');
  const texts = names.map((name) => readFileSync(join(kubernetes, folder, name), 'utf8'));
  return { names, manifests: texts.flatMap(readManifests) };
};
const readManifests = (text: string) =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest);

const base = read('base');
const keda = read('keda');
const all = [...base.manifests, ...keda.manifests];
const compose = readComposeFile({});
const settings = readFileSync(join(infra, '..', 'docs', 'configuration.md'), 'utf8');

const find = (kind: string, name: string): Manifest => {
  const found = all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
};
const podOf = (kind: string, name: string) => (find(kind, name) as Workload).spec.template.spec;
const workloads = [
  ['Deployment', 'upshot-ingest', 'ingest'],
  ['Deployment', 'upshot-worker', 'worker'],
  ['Job', 'upshot-migrate', 'migrate'],
] as const;

describe('the manifests', () => {
  test.each(all.map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    '%s %s is as the schema of its kind says, without a field that it does not know',
    (_kind, _name, manifest) => {
      expect(findManifestFaults(manifest)).toEqual([]);
    },
  );

  test('a fault in one would be found', () => {
    const budget = find('PodDisruptionBudget', 'upshot-ingest');
    expect(findManifestFaults({ ...budget, spec: { minAvailable: [] } })).not.toEqual([]);
    expect(findManifestFaults({ ...budget, spec: { minAvailabel: 1 } })).toEqual([
      'unknown field spec.minAvailabel',
    ]);
    expect(findManifestFaults({ ...budget, kind: 'Budget' })).toEqual(['unknown kind policy/v1 Budget']);
  });

  test.each(['base', 'keda'])('every file of %s is part of it, and the reverse', (folder) => {
    const { resources } = parse(readFileSync(join(kubernetes, folder, 'kustomization.yaml'), 'utf8')) as {
      readonly resources: readonly string[];
    };
    const files = resources.filter((name) => name !== '../base');
    expect(files.toSorted()).toEqual(read(folder).names.toSorted());
  });

  test.runIf(spawnSync('kubectl', ['version', '--client']).status === 0)('kubectl builds both', () => {
    const build = (folder: string) =>
      readManifests(execFileSync('kubectl', ['kustomize', join(kubernetes, folder)], { encoding: 'utf8' }));
    expect(build('base')).toHaveLength(base.manifests.length);
    const built = build('keda');
    expect(built).toHaveLength(all.length);
    const workers = built.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'upshot-worker',
    );
    expect(workers?.spec).not.toHaveProperty('replicas');
    expect(built.flatMap(findManifestFaults)).toEqual([]);
  });
});

describe.each(workloads)('%s %s', (kind, name, service) => {
  const pod = podOf(kind, name);
  const [container] = pod.containers;
  const names = container.env.map((variable) => variable.name);

  test('starts what the container of Compose starts, with the same secrets and servers', () => {
    expect(container.command).toEqual(compose.services[service]?.command);
    const wanted = Object.entries(compose.services[service]?.environment ?? {});
    const files = wanted.map(([variable]) => variable).filter((variable) => variable.endsWith('_FILE'));
    expect(names.filter((variable) => variable.endsWith('_FILE')).toSorted()).toEqual(files.toSorted());
    const ours = names.filter((variable) => variable.startsWith('UPSHOT_'));
    const unknown = ours.filter((variable) => !settings.includes(`\`${variable.replace(/_FILE$/, '')}\``));
    expect(unknown).toEqual([]);
  });

  test('mounts the secrets that it reads, and no other one', () => {
    const mounted = pod.volumes.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []);
    const used = container.env.flatMap(
      ({ value }) => /^\/run\/secrets\/upshot\/(.*)$/.exec(value)?.[1] ?? [],
    );
    expect(mounted.toSorted()).toEqual(used.toSorted());
  });

  test('may do nothing that it does not need', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describe.each(workloads.slice(0, 2))('%s %s', (kind, name, service) => {
  const { spec } = find(kind, name) as Workload;
  const pod = spec.template.spec;
  const [container] = pod.containers;

  test('is found by its Service, its budget and its network policy', () => {
    const { labels } = spec.template.metadata;
    expect(spec.selector?.matchLabels).toEqual(labels);
    expect(find('Service', name).spec).toMatchObject({ selector: labels });
    expect(find('PodDisruptionBudget', name).spec).toMatchObject({ selector: { matchLabels: labels } });
    expect(find('NetworkPolicy', name).spec).toMatchObject({ podSelector: { matchLabels: labels } });
  });

  test('is probed at ports that it has, and has time to drain', () => {
    const ports = container.ports?.map((port) => port.name) ?? [];
    for (const [probe, path] of [
      [container.readinessProbe, '/readyz'],
      [container.livenessProbe, '/livez'],
    ] as const) {
      expect(probe?.httpGet.path).toBe(path);
      expect(ports).toContain(probe?.httpGet.port);
    }
    const { periodSeconds = 0, failureThreshold = 0 } = container.livenessProbe ?? {};
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(60);
    expect(`${pod.terminationGracePeriodSeconds}s`).toBe(compose.services[service]?.stop_grace_period);
  });

  test('serves its metrics where the ServiceMonitor looks, under the job of the alerts', () => {
    const { environment } = readObservabilityFile({}).services[service] ?? {};
    const port = container.ports?.find((item) => item.name === 'metrics')?.containerPort;
    expect(port).toBe(environment?.['UPSHOT_METRICS_PORT']);
    const { selector, endpoints } = find('ServiceMonitor', 'upshot').spec as {
      readonly selector: { readonly matchLabels: object };
      readonly endpoints: readonly { readonly port: string }[];
    };
    expect(find('Service', name).metadata.labels).toMatchObject(selector.matchLabels);
    expect(endpoints.map((endpoint) => endpoint.port)).toEqual(['metrics']);
  });
});
