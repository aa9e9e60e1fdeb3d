import { parentPort } from 'node:worker_threads';
import { parseHeavyJson } from './heavy-json.ts';

/** What the thread is asked. Bytes cross more quickly than text. */
export interface ParseRequest {
  readonly bytes: Uint8Array;
  readonly names: readonly string[];
}

parentPort?.on('message', ({ bytes, names }: ParseRequest) => {
  parentPort?.postMessage(parseHeavyJson(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), names));
});
