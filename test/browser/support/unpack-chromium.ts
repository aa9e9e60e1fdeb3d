import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { cacheDirectory } from '@upshot/local/cache-directory';
import type { FoundBrowser } from './found-browser.ts';

/**
 * Unpacks the Chromium of the package `@sparticuz/chromium` into the cache, once for each version. The package would
 * unpack it to a fixed name in /tmp, and start what lies there already.
 */
export async function unpackChromium(): Promise<FoundBrowser> {
  const packed = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'bin');
  const { version } = JSON.parse(await readFile(join(packed, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(await cacheDirectory(), `chromium-${version}`);
  if (!existsSync(target)) await unpackInto(target, packed);
  return {
    path: join(target, 'chromium'),
    env: { LD_LIBRARY_PATH: join(target, 'lib'), FONTCONFIG_PATH: target },
  };
}

async function unpackInto(target: string, packed: string): Promise<void> {
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  try {
    const program = createWriteStream(join(draft, 'chromium'), { mode: 0o700 });
    await pipeline(createReadStream(join(packed, 'chromium.br')), createBrotliDecompress(), program);
    for (const name of ['al2023', 'fonts']) await extract(join(packed, `${name}.tar.br`), draft);
    await writeFile(join(draft, 'fonts.conf'), fontConfiguration(target));
    await rename(draft, target).catch((fault: NodeJS.ErrnoException) => {
      // Another run was faster: its copy is as good as ours.
      if (fault.code !== 'ENOTEMPTY' && fault.code !== 'EEXIST') throw fault;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function extract(archive: string, directory: string): Promise<void> {
  const unpacked = join(directory, 'archive.tar');
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(unpacked));
  await promisify(execFile)('tar', ['-x', '--no-same-owner', '-f', unpacked, '-C', directory]);
  await rm(unpacked);
}

/** The one of the package names folders that are not there, and without any font Chromium aborts at a text field. */
function fontConfiguration(directory: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${directory}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${directory}/font-cache</cachedir>
</fontconfig>
`;
}
