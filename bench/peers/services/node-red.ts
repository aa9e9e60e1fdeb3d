/** Node-RED: a function node for each integration, in its own process, with everything in memory. */
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { types } from '../activities.ts';
import { requirePeer } from './peer-modules.ts';

interface NodeRed {
  init(server: unknown, settings: Readonly<Record<string, unknown>>): void;
  start(): Promise<void>;
  readonly httpNode: (request: unknown, response: unknown) => void;
}

const functionNode = (id: string, func: string, wires: readonly (readonly string[])[]) => ({
  id,
  type: 'function',
  z: 'tab',
  func,
  outputs: wires.length,
  wires,
  libs: [],
  initialize: '',
  finalize: '',
  noerr: 0,
});
const scriptOf = `
const activity = msg.payload;
const count = (context.get('count') || 0) + 1;
context.set('count', count);
const author = activity.payload.user.display_name;
const line = activity.type + ' by ' + author + ' on ' + activity.environments[0] + ': ' + count;
node.log(line);
const results = global.get('results') || [];
if (results.length === 0) global.set('results', results);
results.push({ id: activity.id, at: Date.now(), line });
`;
const dispatch = `
const outputs = Array(${types.length + 1}).fill(null);
outputs[0] = { res: msg.res, statusCode: 202, payload: '' };
outputs[1 + ${JSON.stringify(types)}.indexOf(msg.payload.type)] = { payload: msg.payload };
return outputs;
`;
const readDone = `
const { prefix } = msg.req.query;
const results = global.get('results') || [];
msg.payload = prefix === undefined ? String(results.length) : results.filter(({ id }) => id.startsWith(prefix));
return msg;
`;
const flows = [
  { id: 'tab', type: 'tab', label: 'bench' },
  { id: 'in', type: 'http in', z: 'tab', url: '/activities', method: 'post', wires: [['dispatch']] },
  functionNode('dispatch', dispatch, [['out'], ...types.map((type) => [type.replace('.', '')])]),
  ...types.map((type) => functionNode(type.replace('.', ''), scriptOf, [])),
  { id: 'done', type: 'http in', z: 'tab', url: '/done', method: 'get', wires: [['read']] },
  functionNode('read', readDone, [['out']]),
  { id: 'out', type: 'http response', z: 'tab', statusCode: '', headers: {}, wires: [] },
];

const red = requirePeer('node-red') as NodeRed;
const userDir = process.env['PEER_DIRECTORY'] ?? '';
await writeFile(join(userDir, 'flows.json'), JSON.stringify(flows));
const server = createServer((request, response) => red.httpNode(request, response));
red.init(server, {
  userDir,
  flowFile: 'flows.json',
  httpAdminRoot: false,
  httpNodeRoot: '/',
  apiMaxLength: '5mb',
  logging: { console: { level: 'info', metrics: false, audit: false } },
});
await red.start();
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env['PORT']), '127.0.0.1');
while (!(await fetch(`http://127.0.0.1:${process.env['PORT'] ?? ''}/done`)).ok);
console.log('peer ready');
