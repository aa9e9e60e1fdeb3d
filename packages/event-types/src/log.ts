import type { Environment } from './entities/environment.ts';
import type { Stack } from './entities/stack.ts';
import type { Random } from './random.ts';

/** The log of building every application of a stack. */
export function buildLog(random: Random, { apps }: Stack): string {
  const built = apps.map(({ name, type }) =>
    [
      `Building application '${name}' (runtime type: ${type}, tree: ${random.hex(7)})`,
      '  Executing build hook',
      '    Installing dependencies',
      `    ${random.integer(20, 400)} packages installed`,
      '',
    ].join('\n'),
  );
  return built.join('\n');
}

/** The log of deploying an environment. */
export function deployLog(environment: Environment, { apps, services }: Stack): string {
  const [first] = apps;
  const url = `https://${environment.edge_hostname ?? environment.machine_name}/`;
  return [
    `Redeploying environment ${environment.id}`,
    ...apps.map(({ name }) => `  Executing deploy hook for application ${name}`),
    '  Environment configuration',
    ...apps.map(({ name, type }) => `    ${name} (type: ${type}, size: S, disk: 2048)`),
    ...Object.entries(services).map(([name, type]) => `    ${name} (type: ${type}, size: S, disk: 1024)`),
    '  Environment routes',
    `    ${url} is served by application \`${first?.name ?? 'app'}\``,
    '',
  ].join('\n');
}
