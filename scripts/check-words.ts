import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { oldWords } from './old-words.ts';

const textFiles = /\.(?:tsx?|css|m?js|md|ya?ml|sh|service|conf|py|php|go)$|Dockerfile$|\.env\.example$/;

/** Generated files repeat texts that are checked where they stand; released migrations are never changed. */
const exceptions =
  /^docs\/(?:cli|configuration|event-types|metrics|problems)\.md$|^packages\/trial\/upshot\.d\.ts$|\/fixtures\/|\/migrations\/\d|^scripts\/old-words\.ts$/;

const MAX_COLUMNS = 120;

/** Tests whose subjects are one-line scripts. */
const mayHaveLongLines =
  /^test\/conformance\/(?:sandbox|script-api)\/|^packages\/sandbox\/src\/[^/]+\.test\.ts$/;

/** Tables, links and regular expressions cannot be wrapped. */
const mayBeLong = /^\s*\||\w:\/\/|^\s*\/\S.*\/[a-z]*[;,.)]/;

/** Every text file of the tree; or those in the folders that are given as arguments. */
function filesInScope(): readonly string[] {
  const scope = process.argv.length > 2 ? process.argv.slice(2) : ['.'];
  const listed = execFileSync('git', [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    ...scope,
  ]);
  const files = listed.toString().split('\n');
  return files.filter((file) => textFiles.test(file) && !exceptions.test(file));
}

function findingsOf(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => [
    ...findOldWords(line).map((finding) => `${file}:${index + 1} ${finding}`),
    ...(isTooLong(line) && !mayHaveLongLines.test(file)
      ? [`${file}:${index + 1} ${line.length} columns → wrap at ${MAX_COLUMNS}`]
      : []),
  ]);
}

function findOldWords(line: string): readonly string[] {
  return oldWords.flatMap(({ old, say }) => {
    const found = old.exec(line)?.[0];
    return found === undefined ? [] : [`${found} → say ${say}`];
  });
}

function isTooLong(line: string): boolean {
  return line.length > MAX_COLUMNS && !mayBeLong.test(line);
}

const findings = filesInScope().flatMap(findingsOf);
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
