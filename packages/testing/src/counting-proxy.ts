import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A server in front of another one that notes what clients ask. */
export interface CountingProxy extends AsyncDisposable {
  /** The URL of the server behind it, with the address of this proxy. */
  readonly url: string;
  /** What was asked so far, in order: one entry for each statement or command. */
  readonly asked: readonly string[];
}

/** Takes the bytes that one client sends. */
type Reader = (bytes: Buffer) => void;

/** Notes statements to PostgreSQL, `begin` and `commit` too, each as its text and a round trip of its own. */
export function countStatements(databaseUrl: string): Promise<CountingProxy> {
  return startProxy(databaseUrl, readPostgres);
}

/** Notes commands to Redis, each as its name. Each is a round trip of its own. */
export function countCommands(redisUrl: string): Promise<CountingProxy> {
  return startProxy(redisUrl, readRedis);
}

async function startProxy(target: string, read: (asked: string[]) => Reader): Promise<CountingProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(target);
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket.setNoDelay());
    socket.on('error', () => other.destroy()).once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    keep(client, upstream);
    keep(upstream, client);
    client.on('data', read(asked));
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** The frontend's messages of PostgreSQL's protocol. The first one has no type. */
function readPostgres(asked: string[]): Reader {
  const texts = new Map<string, string>();
  let isStarted = false;
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const typeLength = isStarted ? 1 : 0;
      if (rest.length < typeLength + 4) return;
      const end = typeLength + rest.readUInt32BE(typeLength);
      if (rest.length < end) return;
      if (isStarted) noteMessage(asked, texts, String.fromCodePoint(rest[0] ?? 0), rest.subarray(5, end));
      isStarted = true;
      rest = rest.subarray(end);
    }
  };
}

function noteMessage(asked: string[], texts: Map<string, string>, type: string, body: Buffer): void {
  const [first = '', second = ''] = body.toString('latin1').split('\0', 2);
  if (type === 'P') texts.set(first, second);
  if (type === 'B') asked.push(texts.get(second) ?? second);
  if (type === 'Q') asked.push(first);
}

/** Commands are arrays of strings in RESP: `*2 $3 GET $1 k`, each part on a line of its own. */
function readRedis(asked: string[]): Reader {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const command = parseCommand(rest);
      if (command === undefined) return;
      asked.push(command.name);
      rest = rest.subarray(command.end);
    }
  };
}

/** The name of the first command and where it ends; undefined while it is not complete. */
function parseCommand(bytes: Buffer): { readonly name: string; readonly end: number } | undefined {
  const lineAt = (start: number): { readonly value: number; readonly next: number } | undefined => {
    const end = bytes.indexOf('\r\n', start);
    return end < 0 ? undefined : { value: Number(bytes.toString('latin1', start + 1, end)), next: end + 2 };
  };
  const head = lineAt(0);
  let at = head?.next ?? 0;
  let name = '';
  for (let part = 0; part < (head?.value ?? 0); part++) {
    const length = lineAt(at);
    if (length === undefined || bytes.length < length.next + length.value + 2) return undefined;
    if (part === 0) name = bytes.toString('latin1', length.next, length.next + length.value);
    at = length.next + length.value + 2;
  }
  return head === undefined ? undefined : { name: name.toLowerCase(), end: at };
}
