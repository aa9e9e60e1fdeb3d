import { Option } from 'commander';
import type { Worker } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { findById } from '../find-by-id.ts';
import { integerFrom } from '../input/parse-option.ts';
import { waitForState } from '../workers/wait-for-state.ts';

interface Options {
  readonly wait: number;
}

/** `worker:drain` */
export const workerDrain = defineCommand<Options>({
  name: 'worker:drain',
  summary: 'Lets a worker end what it runs, and claim nothing more',
  details:
    'Nothing is interrupted or lost: other workers take over its lanes. The process goes on, drained, until you stop ' +
    'it or run worker:resume; a restart makes a new worker, which is not drained.',
  arguments: { '<id>': 'the worker, or how its id begins' },
  options: [
    new Option('--wait <seconds>', 'how long to wait until it is drained; 0: not at all')
      .argParser(integerFrom(0, 86_400))
      .default(120),
  ],
  async run({ api, terminal }, { args: [start = ''], options: { wait } }) {
    const { id } = findById(await api.get<Worker[]>(['workers']), start, 'Worker');
    await api.send('POST', ['workers', id, 'drain']);
    if (wait === 0) return terminal.note(`Worker ${id} was asked to drain`, 'green');
    await waitForState(api, id, { state: 'drained', waitMs: wait * 1000 });
    terminal.note(`Worker ${id} is drained: it can be stopped`, 'green');
  },
});
