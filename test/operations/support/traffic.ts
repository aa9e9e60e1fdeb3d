import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@upshot/local/free-port';
import type { Order } from '../../faults/producer-process.ts';
import { adminToken, startProcess } from '@upshot/testing/processes';
import { callApi, project, pushActivity } from '@upshot/testing/system';

/** A producer and a receiver, both processes of their own, which stay while systems come and go. */
export interface Traffic extends AsyncDisposable {
  readonly receiverPort: number;
  /** Ids of activities that the producer was told are recorded. */
  readonly acknowledged: () => Promise<readonly string[]>;
  /** What the receiver noted: kind, id or path, and status. */
  readonly received: () => Promise<readonly (readonly string[])[]>;
  /** Posts to the ingests from now on. */
  readonly produce: (urls: readonly string[]) => Promise<void>;
  /** Resolves when every activity the producer began with is acknowledged. */
  readonly stopProducing: () => Promise<void>;
  /** `kill -9` of the producer. */
  readonly killProducer: () => Promise<void>;
}

const PER_SECOND = 8;
const SHARE_OF_FAILURES = '0.05';

const counterScript = `
const storage = require('storage');
const counter = (storage.get('counter') || 0) + 1;
storage.set('counter', counter);
console.log(counter);
`;

/** A sensitive variable, which only the receiver sees. */
export const secret = { name: 'token', value: 'opened-with-the-key' } as const;

/** Starts the receiver; the producer waits to be told. Notes of both are kept in `directory`. */
export async function startTraffic(directory: string): Promise<Traffic> {
  const receiverPort = await freePort();
  const receivedFile = join(directory, 'received');
  const acknowledgedFile = join(directory, 'acknowledged');
  await Promise.all([receivedFile, acknowledgedFile].map((file) => writeFile(file, '')));
  const receiver = await startProcess(
    'test/faults/receiver-process.ts',
    {},
    (log) => log.includes('receiver ready'),
    [String(receiverPort), receivedFile, SHARE_OF_FAILURES],
  );
  let producer: ChildProcess | undefined;
  let orders = 0;
  const end = async (signal: NodeJS.Signals) => {
    if (producer === undefined) return undefined;
    const ended = once(producer, 'exit') as Promise<[number | null]>;
    producer.kill(signal);
    producer = undefined;
    return (await ended)[0];
  };
  return {
    receiverPort,
    acknowledged: () => readLines(acknowledgedFile),
    received: async () => (await readLines(receivedFile)).map((line) => line.split(' ')),
    async produce(urls) {
      producer = await startProducer({
        urls: urls.map((url) => `${url}/api/projects/${project}/activities`),
        token: adminToken,
        body: await pushActivity('template'),
        prefix: `order${orders++}-`,
        perSecond: PER_SECOND,
        file: acknowledgedFile,
      });
    },
    async stopProducing() {
      const code = await end('SIGTERM');
      if (code !== 0) throw new Error(`the producer ended with ${String(code)}`);
    },
    killProducer: async () => void (await end('SIGKILL')),
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      await receiver[Symbol.asyncDispose]();
    },
  };
}

/** A script that counts, one that calls the receiver with the secret, and a signed webhook. */
export async function addIntegrations(url: string, receiverPort: number): Promise<void> {
  const call = callApi(url);
  const receiver = `http://127.0.0.1:${receiverPort}`;
  await call('PUT', `/projects/${project}`, { title: 'Shop' });
  const add = async (fields: object) => {
    const made = await call('POST', `/projects/${project}/integrations`, fields);
    return (made as { _embedded: { entity: { id: string } } })._embedded.entity.id;
  };
  await add({ type: 'script', script: counterScript });
  const script = `fetch('${receiver}/' + variables.${secret.name} + '/' + activity.id)`;
  const caller = await add({ type: 'script', script });
  await call('POST', `/projects/${project}/integrations/${caller}/variables`, {
    ...secret,
    is_sensitive: true,
  });
  await addWebhook(url, receiverPort);
}

/** Adds a signed webhook to the project of the traffic. */
export async function addWebhook(url: string, receiverPort: number): Promise<void> {
  await callApi(url)('POST', `/projects/${project}/integrations`, {
    type: 'webhook',
    url: `http://127.0.0.1:${receiverPort}`,
    shared_key: 'signs-each-webhook',
  });
}

async function startProducer(order: Order): Promise<ChildProcess> {
  const file = join(import.meta.dirname, '..', '..', 'faults', 'producer-process.ts');
  const producer = spawn(process.execPath, [file], { stdio: ['pipe', 'inherit', 'inherit'] });
  await once(producer, 'spawn');
  producer.stdin?.end(JSON.stringify(order));
  return producer;
}

async function readLines(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}
