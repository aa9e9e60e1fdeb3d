/**
 * A receiver of webhooks and of requests that scripts make, as a process of its own. Arguments: the port, the file that
 * it notes each request in, the share of requests that it answers with a 500. One line a request: what it is for, and
 * the status it got, written before the answer leaves.
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRandom } from './random.ts';

const [port = '0', file = '', share = '0'] = process.argv.slice(2);
const random = createRandom(Number(port));

createServer((request, response) => {
  request.resume().on('end', () => {
    const id = request.headers['webhook-id'];
    const status = random.next() < Number(share) ? 500 : 200;
    const line = typeof id === 'string' ? `webhook ${id}` : `request ${request.url ?? ''}`;
    appendFileSync(file, `${line} ${status}\n`);
    response.writeHead(status).end();
  });
}).listen(Number(port), '127.0.0.1', () => console.log('receiver ready'));
