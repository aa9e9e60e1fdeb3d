import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enableReader } from '@upshot/ledger/reader/enable-reader';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { readerPassword } from '@upshot/testing/reader';
import { settleRuns } from '@upshot/testing/settle-runs';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { infra } from './compose-file.ts';
import { knownLabels, unknownNames } from './known-metrics.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string; readonly type: string };
  readonly targets?: readonly {
    readonly expr?: string;
    readonly legendFormat?: string;
    readonly rawSql?: string;
    readonly format?: string;
  }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

const grafana = join(infra, 'observability', 'grafana');
const read = (name: string) =>
  JSON.parse(readFileSync(join(grafana, 'dashboards', `${name}.json`), 'utf8')) as Dashboard;
const metrics = read('metrics');
const log = read('sql');
const targetsOf = ({ panels }: Dashboard) =>
  panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

describe.each([metrics, log])('the dashboard $uid', ({ panels }) => {
  test('asks data sources that are provisioned', () => {
    const file = readFileSync(join(grafana, 'provisioning/datasources/upshot.yml'), 'utf8');
    const { datasources } = parse(file) as {
      readonly datasources: readonly { readonly uid: string; readonly type: string }[];
    };
    const known = datasources.map(({ uid, type }) => ({ uid, type }));
    const used = panels.flatMap(({ datasource }) => (datasource === undefined ? [] : [datasource]));
    expect(used.length).toBeGreaterThan(10);
    for (const datasource of used) expect(known).toContainEqual(datasource);
  });

  test('has panels that do not overlap', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

describe('the dashboard of metrics', () => {
  test.each(targetsOf(metrics))(
    '"$title" names metrics and labels that exist: $expr',
    ({ expr, legendFormat }) => {
      const text = (expr ?? '').replaceAll('$__rate_interval', '5m');
      expect(unknownNames(text)).toEqual([]);
      const used = Array.from(legendFormat?.matchAll(/\{\{(\w+)\}\}/g) ?? [], ([, label]) => label ?? '');
      expect(used.filter((label) => !knownLabels(text).has(label))).toEqual([]);
    },
  );

  test('a name that does not exist would be found', () => {
    expect(unknownNames('rate(upshot_attempts[5m])')).toEqual(['metric upshot_attempts']);
    expect(unknownNames('upshot_attempts_total{result="failed"}')).toHaveLength(1);
    expect(unknownNames('upshot_attempts_total{outcome="lost"}')).toEqual(['value lost of outcome']);
    expect(unknownNames('sum by (project) (upshot_attempts_total)')).toEqual(['label project']);
  });
});

describe('the dashboard of the log', () => {
  let ledger: TestLedger;
  let reader: Client;

  beforeAll(async () => {
    ledger = await createTestLedger();
    await ledger.addIntegrations(['hook'], { name: 'notify' });
    await ledger.addRun('hook.0', 'push1');
    await settleRuns(ledger.url, 'hook', { integrationType: 'webhook' });
    await ledger.addRun('hook.0', 'push2');
    reader = new Client(await enableReader(ledger.url, readerPassword));
    await reader.connect();
  });

  afterAll(async () => {
    await reader.end();
    await ledger[Symbol.asyncDispose]();
  });

  test.each(targetsOf(log))('"$title" runs as the role of analysts', async ({ rawSql = '', format }) => {
    const { fields, rows } = await reader.query(fillIn(rawSql));
    expect(fields[0]?.name === 'time').toBe(format === 'time_series');
    expect(rows.length).toBeLessThan(51);
  });

  test('its variables run, too, and its panels show what happened', async () => {
    for (const { query } of log.templating.list) {
      const { rows } = await reader.query(query);
      expect(rows.length).toBe(1);
    }
    const shows = async (title: string) => {
      const found = targetsOf(log).find((target) => target.title === title);
      return (await reader.query<Record<string, unknown>>(fillIn(found?.rawSql ?? ''))).rows;
    };
    expect(await shows('Runs that ended')).toEqual([{ runs: '1' }]);
    expect(await shows('Pending runs')).toHaveLength(1);
    expect(await shows('Runs by outcome')).toMatchObject([{ metric: 'succeeded', runs: '1' }]);
  });

  /** The macros of Grafana's data source, for the last hour. */
  function fillIn(text: string): string {
    const [from, to] = [
      `(now() - interval '1 hour')::timestamptz::text`,
      `(now() + interval '1 minute')::text`,
    ];
    return text
      .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 between (${from})::timestamptz and (${to})::timestamptz`)
      .replaceAll(
        /\$__timeGroupAlias\((\w+), \$__interval\)/g,
        'floor(extract(epoch from $1) / 60) * 60 as "time"',
      )
      .replaceAll('$__timeFrom()', from)
      .replaceAll('$__timeTo()', to)
      .replaceAll('${project:sqlstring}', 'select project from integrations');
  }
});
