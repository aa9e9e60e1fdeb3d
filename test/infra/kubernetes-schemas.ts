import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object };
  readonly spec: object;
}

/** The kinds that we use, each with the check of its published schema. */
const models = [
  Deployment,
  Job,
  NetworkPolicy,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  ServiceMonitor,
  TriggerAuthentication,
] as unknown as readonly Model[];

interface Model {
  /** Checks `this`. A constructed object would be a copy, whose making reads every field. */
  readonly prototype: { validate(this: object): void };
  readonly apiVersion: string;
  readonly kind: string;
}

/** What is wrong with a manifest: by the schema of its kind, or a field that no check looked at. */
export function findManifestFaults(manifest: Manifest): readonly string[] {
  const { apiVersion, kind } = manifest;
  const model = models.find((item) => item.apiVersion === apiVersion && item.kind === kind);
  if (model === undefined) return [`unknown kind ${apiVersion} ${kind}`];
  const seen = new Set<string>();
  try {
    model.prototype.validate.call(watch(manifest, '', seen));
  } catch (fault) {
    return [String(fault)];
  }
  return pathsOf(manifest, '')
    .filter((path) => !seen.has(path))
    .map((path) => `unknown field ${path}`);
}

/** Notes which fields are read. Schemas of Kubernetes allow further ones, which its API server refuses or drops. */
function watch<T extends object>(value: T, path: string, seen: Set<string>): T {
  return new Proxy(value, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return found;
      const at = path === '' ? name : `${path}.${name}`;
      seen.add(at);
      return typeof found === 'object' && found !== null ? watch(found, at, seen) : found;
    },
  });
}

function pathsOf(value: object, path: string): readonly string[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...(typeof member === 'object' && member !== null ? pathsOf(member, at) : [])];
  });
}
