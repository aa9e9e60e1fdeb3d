import type { Run } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';
import { isWholeJson } from '../output/whole-json.ts';
import { chooseRun } from '../runs/choose-run.ts';
import { explainRunError } from '../runs/explain-run-error.ts';
import { outputText } from '../runs/output-text.ts';

/** `run:get` */
export const runGet = defineCommand<EntityOptions>({
  name: 'run:get',
  summary: 'Shows a run with its output and its attempts',
  arguments: { '[id]': 'the run, or how its id begins (default: the newest)' },
  options: entityOptions,
  async run(session, { args: [id], options }) {
    const { api } = await chooseProject(session);
    const run = await chooseRun(api, id);
    const shown = isWholeJson({ format: options.format }) ? run : withPlainOutput(run);
    await printEntity(session.terminal, shown, options, hasRetries(run) ? [] : ['attempts']);
    const isWhole = options.property === undefined && options.format === 'table';
    const place = isWhole ? await explainRunError(api, run) : undefined;
    if (place !== undefined) session.terminal.output(`\n${place}\n`);
  },
});

/** The only attempt of a run says what the run says already. */
function hasRetries({ attempts }: Run): boolean {
  return Array.isArray(attempts) && attempts.length > 1;
}

function withPlainOutput(run: Run): Run {
  return { ...run, output: outputText(run) };
}
