import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

/** The functions that scripts carry along, written after what the documentation says they do. */
const functions = `
function getUpstreamRoutes(appName) {
  const routes = activity.payload.deployment.routes;
  return Object.keys(routes).reduce((found, url) => {
    const route = routes[url];
    if (route.type !== 'upstream') return found;
    if (appName !== undefined && route.upstream.split(':')[0] !== appName) return found;
    return { ...found, [url]: { ...route, url } };
  }, {});
}

function getPrimaryRoute() {
  const entry = Object.entries(activity.payload.deployment.routes).find(([, route]) => route.primary);
  return entry === undefined ? {} : { ...entry[1], url: entry[0] };
}

function getRoute(id) {
  const entry = Object.entries(activity.payload.deployment.routes).find(([, route]) => route.id === id);
  if (entry === undefined) throw new Error('No such route id found: ' + id);
  return { ...entry[1], url: entry[0] };
}

function getEnvironmentVariables() {
  return activity.payload.deployment.variables.reduce((all, { name, value }) => ({ ...all, [name]: value }), {});
}

function formatString(format) {
  var args = Array.prototype.slice.call(arguments, 1);
  return format.replace(/{(\\d+)}/g, function (whole, index) {
    return typeof args[index] === 'undefined' ? whole : args[index];
  });
}
`;

function sample(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../fixtures/activities', `${name}.json`), 'utf8');
}

const push = sample('environment.push-2026');
const older = sample('environment.push-2017');
const cron = sample('environment.cron');

const shows = (expression: string, activity: string) =>
  printed(`${functions}\nconsole.log(${expression})`, { activity }).then((lines) => lines.join('\n'));

describe('getUpstreamRoutes', () => {
  const url = 'https://main-abcd123-abcdefgh1234567.eu-3.example/';

  it('gives the routes that lead to an app, with their URLs', async () => {
    expect(
      await shows('_.map(getUpstreamRoutes(), (route, url) => [url, route.url, route.upstream])', push),
    ).toBe(`[["${url}", "${url}", "myapp:http"]]`);
  });

  it('gives those of one app only, whose name stands before the colon', async () => {
    expect(await shows(`_.keys(getUpstreamRoutes('myapp'))`, push)).toBe(`["${url}"]`);
    expect(await shows(`_.keys(getUpstreamRoutes('other'))`, push)).toBe('[]');
  });

  it('knows upstreams without a colon, as older activities have them', async () => {
    expect(await shows(`_.size(getUpstreamRoutes()), _.size(getUpstreamRoutes('myrubyapp'))`, older)).toBe(
      '1 1',
    );
  });
});

describe('getPrimaryRoute', () => {
  it('gives the primary route with its URL', async () => {
    expect(await shows('getPrimaryRoute().url', push)).toBe(
      'https://main-abcd123-abcdefgh1234567.eu-3.example/',
    );
  });

  it('gives an empty object where no route is primary', async () => {
    expect(await shows('getPrimaryRoute()', older)).toBe('{}');
  });
});

describe('getRoute', () => {
  it('gives the route of an id, with its URL', async () => {
    const activity = JSON.stringify({
      payload: { deployment: { routes: { 'https://a.example/': { id: 'api', type: 'upstream' } } } },
    });
    expect(await shows(`getRoute('api')`, activity)).toBe(
      '{"id": "api", "type": "upstream", "url": "https://a.example/"}',
    );
  });

  it('throws for an id that no route has', async () => {
    const source = `${functions}\ngetRoute('nope')`;
    expect(await runScript(source, { activity: push })).toMatchObject({
      outcome: 'failed',
      error: { name: 'Error', message: 'No such route id found: nope' },
    });
  });
});

describe('getEnvironmentVariables', () => {
  it('gives the variables of the deployment as names and values', async () => {
    expect(await shows('getEnvironmentVariables()', push)).toBe('{"php:memory_limit": "512M"}');
  });
});

describe('formatString', () => {
  it.each([
    [`'{0} was {1}', 'main', 'pushed'`, 'main was pushed'],
    [`'{1}{0}{1}', 1, 2`, '212'],
    [`'{0} {5}', 'a'`, 'a {5}'],
    [`'none'`, 'none'],
  ])('formatString(%s)', async (args, text) => {
    expect(await shows(`formatString(${args})`, push)).toBe(text);
  });
});

describe('an activity without a deployment', () => {
  it('makes those that need one fail, with the place in the function', async () => {
    const { outcome, error } = await runScript(`${functions}\ngetPrimaryRoute()`, { activity: cron });
    expect({ outcome, error }).toMatchObject({
      outcome: 'failed',
      error: {
        name: 'TypeError',
        message: `Cannot read properties of undefined (reading 'routes')`,
        line: 13,
      },
    });
  });
});
