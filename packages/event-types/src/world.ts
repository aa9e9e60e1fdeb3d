import { makeEnvironment, type Environment, type EnvironmentIdentity } from './entities/environment.ts';
import { makeProject, type Project } from './entities/project.ts';
import { makeStack, type Stack } from './entities/stack.ts';
import { makeBot, makeUser, type User } from './entities/user.ts';
import type { Random } from './random.ts';

/** Where a type's activities happen: the project as a whole, or one of these environments. */
export type Scope = 'project' | 'environment' | 'production' | 'development';

/** Who and what an activity is about. */
export interface Scene {
  readonly random: Random;
  /** When it happens, in milliseconds since 1970. */
  readonly at: number;
  readonly project: Project;
  readonly stack: Stack;
  readonly user: User;
  /** The platform itself. */
  readonly bot: User;
  /** The environment it happens in; production for what concerns the project. */
  readonly environment: Environment;
  readonly production: Environment;
  /** Some environment that is not production. */
  readonly development: Environment;
}

/** A project with its people and environments, whose activities form one history. */
export interface World {
  readonly project: Project;
  /** Sets the scene for an activity at a time. */
  scene(scope: Scope, at: number): Scene;
  /** Moves an environment's head: the next push begins there. */
  moveHead(environment: string, commit: string): void;
}

const production: EnvironmentIdentity = { name: 'main', title: 'Main', type: 'production' };
const others: readonly EnvironmentIdentity[] = [
  { name: 'staging', title: 'Staging', type: 'staging' },
  { name: 'new-basket', title: 'New basket 🛒', type: 'development' },
  { name: 'uebersetzungen', title: 'Übersetzungen', type: 'development' },
  { name: 'pr-214', title: 'PR 214: 検索 & more', type: 'development' },
];

/** Makes a project of four people and five environments. */
export function createWorld(random: Random, projectId: string, at: number): World {
  const project = makeProject(random, projectId, at);
  const stack = makeStack(random);
  const people = Array.from({ length: 4 }, () => makeUser(random, at));
  const place = { projectId, region: project.region, at };
  const main = makeEnvironment(random, production, place);
  const rest = others.map((identity) => makeEnvironment(random, identity, place));
  const heads = new Map<string, string>();
  const current = (environment: Environment) => ({
    ...environment,
    head_commit: heads.get(environment.id) ?? environment.head_commit,
  });
  return {
    project,
    scene(scope, at) {
      const development = current(random.pick(rest));
      const production = current(main);
      const inDevelopment = scope === 'development' || (scope === 'environment' && random.chance(0.5));
      const environment = inDevelopment ? development : production;
      const user = random.pick(people);
      const bot = makeBot(at);
      return { random, at, project, stack, user, bot, environment, production, development };
    },
    moveHead: (environment, commit) => void heads.set(environment, commit),
  };
}
