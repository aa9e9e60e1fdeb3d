import { matchesGlob } from '@upshot/shared/glob';
import type { Terminal } from '../terminal.ts';

/** The activity types of Platform.sh, for completion and warnings only: producers may send other types. */
export const activityTypes: readonly string[] = [
  ...namesUnder('environment.access', 'add', 'remove'),
  ...namesUnder('environment.backup', 'delete'),
  ...namesUnder('environment.certificate', 'renewal'),
  ...namesUnder('environment.domain', 'create', 'update', 'delete'),
  ...namesUnder('environment.resources', 'update'),
  ...namesUnder('environment.route', 'create', 'update', 'delete'),
  ...namesUnder('environment.subscription', 'update'),
  ...namesUnder('environment.update', 'http_access', 'privileged_configuration', 'restrict_robots', 'smtp'),
  ...namesUnder('environment.variable', 'create', 'update', 'delete'),
  ...namesUnder('environment.version', 'create', 'update', 'delete'),
  ...namesUnder(
    'environment',
    'activate',
    'alert',
    'backup',
    'branch',
    'cron',
    'deactivate',
    'delete',
    'deploy',
  ),
  ...namesUnder('environment', 'initialize', 'merge', 'merge-pr', 'operation', 'pause', 'push', 'redeploy'),
  ...namesUnder('environment', 'restore', 'resume', 'source-operation', 'synchronize', 'task'),
  ...namesUnder('environment_type.access', 'create', 'update', 'delete'),
  ...namesUnder('integration.bitbucket', 'fetch', 'register_hooks'),
  ...namesUnder('integration.bitbucket_server', 'fetch', 'register_hooks'),
  ...namesUnder('integration', 'github.fetch', 'gitlab.fetch', 'script', 'webhook'),
  ...namesUnder('integration.health', 'email', 'pagerduty', 'slack', 'webhook'),
  ...namesUnder('maintenance', 'upgrade'),
  ...namesUnder('project', 'clear_build_cache', 'create', 'modify.title'),
  ...namesUnder('project.domain', 'create', 'update', 'delete'),
  ...namesUnder('project.metrics', 'enable', 'update', 'disable'),
  ...namesUnder('project.variable', 'create', 'update', 'delete'),
];

function namesUnder(prefix: string, ...names: readonly string[]): string[] {
  return names.map((name) => `${prefix}.${name}`);
}

/**
 * Tells whether what a person typed stands for a type: `*` and `%` are wildcards, and the first segment may be left
 * out, so `push` stands for `environment.push`.
 */
export function standsFor(word: string, type: string): boolean {
  const pattern = word.replaceAll('%', '*');
  return matchesGlob(pattern, type) || matchesGlob(pattern, type.slice(type.indexOf('.') + 1));
}

/** The types that a word without wildcards stands for: the word itself unless it is short for a known type. */
export function expandType(word: string): readonly string[] {
  if (activityTypes.includes(word)) return [word];
  const known = activityTypes.filter((type) => standsFor(word, type));
  return known.length > 0 ? known : [word];
}

/** Warns of words that stand for no known type. They are looked for all the same. */
export function warnOfUnknownTypes(
  terminal: Terminal,
  {
    type = [],
    excludeType = [],
  }: { readonly type?: readonly string[]; readonly excludeType?: readonly string[] },
): void {
  const isUnknown = (word: string) => !activityTypes.some((known) => standsFor(word, known));
  for (const word of type.filter(isUnknown)) {
    terminal.warn(`Unrecognized activity type to include: ${word}`, 'yellow');
  }
  for (const word of excludeType.filter(isUnknown)) {
    terminal.warn(`Unrecognized activity type to exclude: ${word}`, 'yellow');
  }
}
