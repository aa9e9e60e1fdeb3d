import type { Entity, HealthReport } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { drawSparkline } from '../output/draw-sparkline.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

const marks = { critical: '✗', warning: '!', info: '·' };

/** `report` */
export const report = defineCommand<EntityOptions>({
  name: 'report',
  summary: 'Says whether work flows, and if not, why',
  details:
    'With the last hour, minute by minute. It needs a token that may read every project. Exit code 1 when work does ' +
    'not flow.',
  options: entityOptions,
  async run({ api, terminal }, { options }) {
    const found = await api.get<HealthReport & Entity>(['health-report']);
    const isPlain =
      options.format === 'table' && options.property === undefined && options.columns === undefined;
    if (isPlain) terminal.data(render(found));
    else await printEntity(terminal, found, options);
    if (found.status === 'stuck') throw new Failure('Work does not flow');
  },
});

function render({ summary, reasons, sparklines }: HealthReport): string {
  const lines = [
    summary,
    ...reasons.flatMap(({ severity, message, resolution }) => [
      `${marks[severity]} ${message}`,
      `  → ${resolution}`,
    ]),
    '',
    row('runs recorded', sparklines.recorded, (value) => `${value} a minute`),
    row('attempts ended', sparklines.ended, (value) => `${value} a minute`),
    row('oldest due run', sparklines.oldest_age_ms, (value) => `${Math.round(value / 1000)} s`),
  ];
  return `${lines.join('\n')}\n`;
}

/** A sparkline with its latest value. */
function row(title: string, values: readonly (number | null)[], write: (value: number) => string): string {
  const latest = values.at(-1) ?? null;
  return `${title.padEnd(14)}  ${drawSparkline(values)}  ${latest === null ? 'unknown' : write(latest)}`;
}
