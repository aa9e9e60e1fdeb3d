/** A panel as the tables of the dashboards describe it. */
export interface Panel {
  readonly title: string;
  /** What the reader should know; shown as a tooltip. */
  readonly about?: string;
  readonly kind: 'stat' | 'timeseries' | 'table';
  /** Of 24 columns. */
  readonly width: number;
  readonly unit?: Unit;
  readonly queries: readonly Query[];
}

/** Names of Grafana's units. */
type Unit = 's' | 'ms' | 'bytes' | 'ops' | 'reqps' | 'percentunit' | 'percent' | 'short' | 'bool_on_off';

/** PromQL with the legend of its series, or SQL. */
type Query = { readonly promql: string; readonly legend: string } | { readonly sql: string };

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly object[];
  readonly rows: readonly Row[];
}

/** The data sources that infra/observability/grafana/provisioning names. */
export const dataSources = {
  metrics: { type: 'prometheus', uid: 'upshot-metrics' },
  log: { type: 'grafana-postgresql-datasource', uid: 'upshot-log' },
} as const;

const COLUMNS = 24;
const HEIGHTS = { stat: 4, timeseries: 8, table: 9 } as const;

/** A dashboard as Grafana reads it from a file. */
export function renderDashboard({ uid, title, description, variables, rows }: Dashboard): string {
  const document = {
    uid,
    title,
    description,
    tags: ['upshot'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: { list: variables },
    annotations: { list: [] },
    panels: placePanels(rows),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Puts panels side by side while they fit, and headings between them. */
function placePanels(rows: readonly Row[]): readonly object[] {
  const placed: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    placed.push({ type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: COLUMNS, h: 1 }, panels: [] });
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        y += height;
        x = 0;
        height = 0;
      }
      placed.push(renderPanel(panel, { x, y, w: panel.width, h: HEIGHTS[panel.kind] }));
      x += panel.width;
      height = Math.max(height, HEIGHTS[panel.kind]);
    }
    y += height;
  }
  return placed.map((panel, index) => ({ id: index + 1, ...panel }));
}

function renderPanel({ title, about, kind, unit, queries }: Panel, gridPos: object): object {
  const isSql = queries.every((query) => 'sql' in query);
  const datasource = isSql ? dataSources.log : dataSources.metrics;
  return {
    type: kind,
    title,
    ...(about === undefined ? {} : { description: about }),
    gridPos,
    datasource,
    fieldConfig: { defaults: unit === undefined ? {} : { unit }, overrides: [] },
    options: optionsOf(kind),
    targets: queries.map((query, index) => ({
      refId: String.fromCodePoint(65 + index),
      datasource,
      ...targetOf(query, kind),
    })),
  };
}

function targetOf(query: Query, kind: Panel['kind']): object {
  if ('promql' in query)
    return { expr: query.promql, legendFormat: query.legend, ...(kind === 'stat' ? { instant: true } : {}) };
  const format = kind === 'timeseries' ? 'time_series' : 'table';
  return { rawSql: query.sql, format, rawQuery: true, editorMode: 'code' };
}

function optionsOf(kind: Panel['kind']): object {
  if (kind === 'stat') return { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } };
  if (kind === 'table') return { showHeader: true };
  return { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } };
}
