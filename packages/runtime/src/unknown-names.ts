import { nearest } from '@upshot/shared/nearest';
import { settingNames } from './setting-names.ts';

const PREFIX = 'UPSHOT_';
/** Kubernetes sets these for every service of the namespace whose name begins with "upshot-". */
const INJECTED = /_(SERVICE_(HOST|PORT).*|PORT(_\d+_(TCP|UDP).*)?)$/;

/** One line for each `UPSHOT_*` variable that nothing reads, with the nearest name that is read. */
export function describeUnknownNames(environment: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !name.startsWith('UPSHOT_TEST_') && !INJECTED.test(name))
    .filter((name) => !settingNames.includes(name))
    .map((name) => {
      const known = nearest(withoutPrefix(name), settingNames.map(withoutPrefix));
      return `${name} is not a setting${known === undefined ? '.' : `: did you mean ${PREFIX}${known}?`}`;
    });
}

function withoutPrefix(name: string): string {
  return name.replace(PREFIX, '');
}
