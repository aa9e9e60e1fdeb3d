import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { integerFrom } from '../input/parse-option.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { carryOutRetention } from '../retention/carry-out-retention.ts';

interface Options extends TableOptions {
  readonly wait: number;
}

/** `retention:run` */
export const retentionRun = defineCommand<Options>({
  name: 'retention:run',
  summary: 'Removes expired data now',
  details: 'Workers do this every hour by themselves. See first what would go: retention:plan.',
  options: [
    new Option('--wait <seconds>', 'how long to wait for its end')
      .argParser(integerFrom(1, 86_400))
      .default(600),
    ...tableOptions,
  ],
  run: (session, { options }) =>
    carryOutRetention(session, { isDryRun: false, waitMs: options.wait * 1000 }, options),
});
