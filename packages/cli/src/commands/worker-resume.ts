import type { Worker } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { findById } from '../find-by-id.ts';

/** `worker:resume` */
export const workerResume = defineCommand({
  name: 'worker:resume',
  summary: 'Lets a drained worker claim work again',
  arguments: { '<id>': 'the worker, or how its id begins' },
  async run({ api, terminal }, { args: [start = ''] }) {
    const { id } = findById(await api.get<Worker[]>(['workers']), start, 'Worker');
    await api.send('POST', ['workers', id, 'resume']);
    terminal.note(`Worker ${id} claims work again within seconds`, 'green');
  },
});
