import { childrenOf } from '@upshot/testing/children';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { createSandbox } from '../sandbox.ts';

/** A program that runs a script without an end, and prints the process ids of its slots once the script has begun. */
const HOUR_MS = 3_600_000;
const sandbox = createSandbox({ warmSlots: 0, limits: { wallMs: HOUR_MS, cpuMs: HOUR_MS } });
const host = new MemoryHost();
host.respond = async () => {
  console.log(JSON.stringify(await childrenOf(process.pid)));
  return reply(200, 'go on');
};
const source = 'fetch("https://example.com/"); for (;;);';
const script = { projectId: 'p', integrationId: 'i', versionId: '1', filename: 'endless.js', source };
await sandbox.run({ script, activity: '{}', project: '{}', variables: '{}' }, host);
