import type { Random } from '../random.ts';

/** What a project consists of: applications and what they use. It stays the same from deployment to deployment. */
export interface Stack {
  readonly apps: readonly App[];
  readonly services: Readonly<Record<string, string>>;
}

/** One application: its name, and its runtime as `php:8.4`. */
interface App {
  readonly name: string;
  readonly type: string;
}

const services: readonly (readonly [name: string, type: string])[] = [
  ['database', 'mariadb:11.4'],
  ['cache', 'redis:7.2'],
  ['search', 'opensearch:2'],
  ['queue', 'rabbitmq:4.0'],
  ['files', 'network-storage:1.0'],
];

/** Makes a stack of one to three applications and one to five services. */
export function makeStack(random: Random): Stack {
  const apps: readonly App[] = [
    { name: 'shop', type: random.pick(['php:8.4', 'php:8.3']) },
    { name: 'api', type: random.pick(['nodejs:24', 'python:3.13']) },
    { name: 'blog', type: random.pick(['ruby:3.4', 'golang:1.25']) },
  ];
  return {
    apps: apps.slice(0, random.integer(1, apps.length)),
    services: Object.fromEntries(services.slice(0, random.integer(1, services.length))),
  };
}
