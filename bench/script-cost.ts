/**
 * What a script costs its slot that does nothing, and what web standards add: the CPU of a run, as the lowest tenth and
 * the median of `--runs 300`, in turns, each script in its own warm isolate.
 */
import { parseArgs } from 'node:util';
import { createSandbox } from '@upshot/sandbox/sandbox';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf } from '@upshot/testing/sandbox/run-source';
import { percentile, print } from './support/report.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '300' } } });

const scripts = {
  nothing: ';',
  'new URL': "new URL('https://example.com/a?b=c')",
  '1,000 × new URL': "for (let i = 0; i < 1000; i += 1) new URL('https://example.com/a?b=c')",
  'new URLSearchParams': "new URLSearchParams('a=b&c=d').get('a')",
  'encode and decode 1 KB': "new TextDecoder().decode(new TextEncoder().encode('x'.repeat(1024)))",
  'structuredClone of 100 objects': 'structuredClone(Array.from({ length: 100 }, (_, n) => ({ n })))',
};
const times = new Map<string, number[]>(Object.keys(scripts).map((name) => [name, []]));

const sandbox = createSandbox({ warmSlots: 1 });
for (let run = 0; run < Number(values.runs) + 20; run += 1) {
  for (const [name, source] of Object.entries(scripts)) {
    const input = inputOf(source, { integrationId: name });
    const { cpuMs } = await sandbox.run(input, new MemoryHost());
    if (run >= 20) times.get(name)?.push(cpuMs);
  }
}
await sandbox.close();
for (const [name, all] of times)
  print(name, `${percentile(all, 0.1).toFixed(2)} ms, ${percentile(all, 0.5).toFixed(2)} ms`);
