import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import { findOnPath, tryRedis, type RedisBinary, type Search } from './redis-binary.ts';
import { canEnter } from './runner.ts';
import { CommandFailed, runCommand } from './run-command.ts';

/**
 * Debian, Ubuntu and their kin: the distribution's own Redis package and whatever of its dependencies this machine
 * lacks, unpacked into our cache. apt checks the signatures as ever; nothing is installed and no root is needed.
 * Later starts find it there.
 */
export async function redisFromDistribution(search: Search): Promise<RedisBinary | undefined> {
  const tools = await Promise.all(['apt-get', 'dpkg-deb'].map((tool) => findOnPath(tool, search.path)));
  if (process.platform !== 'linux' || tools.includes(undefined)) {
    search.misses.push('this is no Debian or Ubuntu whose package could be fetched without root');
    return undefined;
  }
  const target = join(
    await cacheDirectory((directory) => canEnter(search.runner, directory)),
    `redis-${await releaseName()}-${process.arch}`,
  );
  return (await unpackedRedis(target, { ...search, misses: [] })) ?? (await fetchInto(target, search));
}

async function fetchInto(target: string, search: Search): Promise<RedisBinary | undefined> {
  search.onProgress('Fetching Redis from the distribution’s packages (once, about 10 MB) …');
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await download(draft, search);
    if ((await unpackedRedis(join(draft, 'root'), search)) === undefined) return undefined;
    await moveIntoPlace(join(draft, 'root'), target);
    return await unpackedRedis(target, search);
  } catch (error) {
    const said = error instanceof CommandFailed ? error.said : String(error);
    search.misses.push(
      `fetching the distribution’s package failed: ${said.split('\n').slice(0, 3).join(' ')}`,
    );
    return undefined;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Another start may have been faster: then its copy is as good as ours. */
async function moveIntoPlace(root: string, target: string): Promise<void> {
  await rename(root, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

async function download(draft: string, search: Search): Promise<void> {
  for (const folder of ['lists/partial', 'archives/partial', 'root']) {
    await mkdir(join(draft, folder), { recursive: true });
  }
  const configuration = join(draft, 'apt.conf');
  const run = (command: string, args: readonly string[]) =>
    runCommand(command, args, { env: process.env, cwd: '/', timeout: 180_000, signal: search.signal });
  await writeFile(configuration, aptConfiguration(draft));
  const apt = (...args: string[]) => run('apt-get', ['-c', configuration, '-q', '-y', ...args]);
  // A third-party source that fails need not concern us: the download shows whether what we need was there.
  const updated = await apt('update').then(
    () => undefined,
    (error: unknown) => error,
  );
  await downloadFirst(['redis-server', 'valkey-server'], apt).catch((error: unknown) => {
    throw updated ?? error;
  });
  for (const archive of await readdir(join(draft, 'archives'))) {
    if (!archive.endsWith('.deb')) continue;
    search.onProgress(`Unpacking ${archive.split('_')[0]} …`);
    await run('dpkg-deb', ['-x', join(draft, 'archives', archive), join(draft, 'root')]);
  }
}

async function downloadFirst(
  names: readonly string[],
  apt: (...args: string[]) => Promise<unknown>,
): Promise<void> {
  let failure: unknown;
  for (const name of names) {
    try {
      await apt('install', '--download-only', '--no-install-recommends', name);
      return;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/**
 * apt's state and archives in our folder, beside the machine's sources, keys, proxies and list of what is installed.
 */
function aptConfiguration(directory: string): string {
  return [
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    '#clear DPkg::Pre-Invoke;',
    '#clear DPkg::Post-Invoke;',
    '#clear DPkg::Pre-Install-Pkgs;',
    `Dir::State "${directory}";`,
    `Dir::State::lists "${directory}/lists";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${directory}";`,
    `Dir::Cache::archives "${directory}/archives";`,
    `Dir::Log "${directory}";`,
    'APT::Sandbox::User "";',
    'Debug::NoLocking "true";',
    'Acquire::Retries "2";',
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    '',
  ].join('\n');
}

async function unpackedRedis(root: string, search: Search): Promise<RedisBinary | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    const command = await findOnPath(name, `${root}/usr/bin:${root}/bin`);
    if (command !== undefined) return tryRedis(command, search, await libraryPath(root));
  }
  return undefined;
}

async function libraryPath(root: string): Promise<string> {
  const files = await readdir(root, { recursive: true });
  const libraries = files.filter((file) => /\.so(\.|$)/.test(file)).map((file) => join(root, dirname(file)));
  return [...new Set(libraries)].join(':');
}

async function releaseName(): Promise<string> {
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(osRelease)?.[1] ?? 'unknown';
  return `${value('ID')}-${value('VERSION_ID')}`.replaceAll(/[^\w.-]/g, '_');
}
