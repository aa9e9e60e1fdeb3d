import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Order, ProducerReport } from './producer.ts';

/** Posts activities from a process of its own, and resolves when all were accepted. */
export async function runProducer(order: Order): Promise<ProducerReport> {
  const producer = spawn(process.execPath, [join(import.meta.dirname, 'producer.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  producer.stdin.end(JSON.stringify(order));
  return JSON.parse(await text(producer.stdout)) as ProducerReport;
}
