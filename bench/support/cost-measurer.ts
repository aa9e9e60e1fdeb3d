/** A process that measures the system of the tree that it was started in for `bench/check.ts`, when it is told to. */
import { measure } from '../peers/measure.ts';
import { startUpshot } from '../peers/upshot.ts';

/** What to measure. */
export interface CostOrder {
  readonly activities: number;
  readonly paced: number;
  readonly round: number;
}

const [upshot, ...others] = await startUpshot();

process.on('message', (order: CostOrder | 'end') => {
  const answering = order === 'end' ? end() : measureOnce(order);
  answering.catch((fault: unknown) => {
    console.error(fault);
    process.exit(1);
  });
});
process.send?.('ready');

async function measureOnce({ round, ...load }: CostOrder): Promise<void> {
  if (upshot === undefined) throw new Error('there is no system');
  process.send?.(await measure(upshot, load, round));
}

async function end(): Promise<void> {
  for (const contender of [...others, upshot]) await contender?.[Symbol.asyncDispose]();
  process.disconnect();
}
