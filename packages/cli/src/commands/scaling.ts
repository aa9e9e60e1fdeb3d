import { Option } from 'commander';
import type { Entity } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { integerFrom } from '../input/parse-option.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

interface Options extends EntityOptions {
  readonly min?: number;
  readonly max?: number;
}

/** `scaling` */
export const scaling = defineCommand<Options>({
  name: 'scaling',
  summary: 'Shows how many workers there should be, and the load',
  details: 'It needs a token that may read every project. Scripts print one number with -P desired_workers.',
  options: [
    new Option('--min <number>', 'the fewest workers').argParser(integerFrom(0, 10_000)),
    new Option('--max <number>', 'the most workers').argParser(integerFrom(0, 10_000)),
    ...entityOptions,
  ],
  async run({ api, terminal }, { options }) {
    const { min, max } = options;
    await printEntity(terminal, await api.get<Entity>(['scaling'], { min, max }), options);
  },
});
