import { readFile } from 'node:fs/promises';
import {
  allowedForDevelopment,
  allowedLicenses,
  reviewedImages,
  reviewedPackages,
  type Reviewed,
} from './licenses.ts';

/** Something of others, as it is listed. */
export interface Component {
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  readonly isForDevelopment: boolean;
  readonly reviewed?: Reviewed;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** The page of everything that is shipped or fetched. Throws when a license is not on the list. */
export async function describeThirdParty(): Promise<string> {
  const components = [...(await readPackages()), ...(await readImages())];
  const faults = findLicenseFaults(components);
  if (faults.length > 0) throw new Error(`Licenses that are not allowed:\n${faults.join('\n')}`);
  const installed = components.filter(({ isForDevelopment }) => !isForDevelopment);
  const reviewed = installed.filter((component) => component.reviewed !== undefined);
  return `# Third-party software

What Upshot ships or fetches, with its license. This page is generated from \`package-lock.json\`, the installed
packages and \`infra/\`. \`npm run check:generated\` fails when it is out of date, or when a license is not on the list
in \`scripts/licenses.ts\`. The license texts are in the packages. Upshot itself is [MIT](LICENSE).

## Programs

| Package or image | Version | License | What it holds |
| --- | --- | --- | --- |
${reviewed.map(describeProgram).join('')}
## Packages that run

${describeByLicense(installed.filter((component) => component.reviewed === undefined))}
## Packages that only build and test

${describeByLicense(components.filter(({ isForDevelopment }) => isForDevelopment))}`;
}

/** What is wrong with the licenses, one line each; also reviews of what is not there. */
export function findLicenseFaults(components: readonly Component[]): readonly string[] {
  const refused = components.flatMap(({ name, license = 'none', isForDevelopment, reviewed }) => {
    const isAllowed = (id: string) =>
      allowedLicenses.has(id) || (isForDevelopment && allowedForDevelopment.has(id));
    if (reviewed?.exception !== undefined || isSatisfied(license, isAllowed)) return [];
    return [`${name}: ${license}`];
  });
  const names = new Set(components.map(({ name }) => name));
  const stale = [...Object.keys(reviewedPackages), ...Object.keys(reviewedImages).map(imageName)]
    .filter((name) => !names.has(name))
    .map((name) => `${name}: reviewed in scripts/licenses.ts, but not used`);
  return [...refused, ...stale];
}

/** SPDX expressions without nested brackets: all parts of an AND, one of an OR. */
function isSatisfied(expression: string, isAllowed: (id: string) => boolean): boolean {
  return expression.split(' AND ').every((part) =>
    part
      .replace(/^\(|\)$/g, '')
      .split(' OR ')
      .some(isAllowed),
  );
}

async function readPackages(): Promise<readonly Component[]> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  const entries = Object.entries(lock.packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && link !== true,
  );
  const components = await Promise.all(entries.map(([path, entry]) => toComponent(path, entry)));
  return [
    ...new Map(components.map((component) => [`${component.name} ${component.version}`, component])).values(),
  ].toSorted((one, other) => compare(one.name, other.name) || compare(one.version, other.version));
}

async function toComponent(path: string, { version = '', license, dev }: LockEntry): Promise<Component> {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const reviewed = reviewedPackages[name];
  return {
    name,
    version,
    license: reviewed?.license ?? license ?? (await readInstalledLicense(path)),
    isForDevelopment: dev === true,
    ...(reviewed === undefined ? {} : { reviewed }),
  };
}

/** Old packages have a list, which the lock file does not repeat. */
async function readInstalledLicense(path: string): Promise<string | undefined> {
  const manifest = JSON.parse(await readFile(`${path}/package.json`, 'utf8')) as {
    readonly license?: string;
    readonly licenses?: readonly { readonly type: string }[];
  };
  return manifest.license ?? manifest.licenses?.map(({ type }) => type).join(' OR ');
}

/** The images of others, from the lines that name them. */
async function readImages(): Promise<readonly Component[]> {
  const files = ['infra/Dockerfile', 'infra/docker-compose.yml', 'infra/observability/docker-compose.yml'];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const found = texts.join('\n').matchAll(/^\s*(?:FROM|image:) ([\w./-]+):([\w.-]+)/gm);
  const images = new Map([...found].map(([, name = '', tag = '']) => [name, tag]));
  images.delete('upshot');
  return [...images].map(([name, version]) => {
    const reviewed = reviewedImages[name];
    const license = reviewed?.license;
    const review = reviewed === undefined ? {} : { reviewed };
    return { name: imageName(name), version, license, isForDevelopment: false, ...review };
  });
}

function imageName(name: string): string {
  return `image ${name}`;
}

function describeProgram({ name, version, license, reviewed }: Component): string {
  const holds = [reviewed?.holds, reviewed?.exception].filter((text) => text !== undefined).join(' ');
  return `| ${name} | ${version} | ${license} | ${holds} |\n`;
}

function describeByLicense(components: readonly Component[]): string {
  const groups = Object.entries(Object.groupBy(components, ({ license = '' }) => license));
  return groups
    .toSorted(([one], [other]) => compare(one, other))
    .map(([license, group = []]) => {
      return `### ${license}\n\n${group.map(({ name, version }) => `- ${name} ${version}\n`).join('')}`;
    })
    .join('\n');
}

/** The same order on every machine. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
