import { connect, type Socket } from 'node:net';

/** What was answered. */
interface BareAnswer {
  readonly status: number;
  readonly hasRetryAfter: boolean;
}

/** One connection to an HTTP server, for one request after another, with the least CPU time. */
export interface BareConnection {
  ask(request: Buffer): Promise<BareAnswer>;
  close(): void;
}

/** A request that posts activities, as it goes over the wire. */
export function toPostRequest(host: string, path: string, token: string, json: string): Buffer {
  const body = Buffer.from(json);
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    '\r\n',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}

/** Opens a connection. It is opened anew when the server has ended it; a request that gets no answer has status 0. */
export function openBareConnection(host: string, port: number): BareConnection {
  let socket: Socket | undefined;
  let received = '';
  let answer: ((answer: BareAnswer) => void) | undefined;

  const give = (given: BareAnswer) => {
    received = '';
    answer?.(given);
    answer = undefined;
  };
  const open = (): Socket => {
    const opened = connect({ host, port, noDelay: true });
    opened.setEncoding('latin1');
    opened.on('data', (chunk: string) => {
      received += chunk;
      const read = readAnswer(received);
      if (read !== undefined) give(read);
    });
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (socket === opened) socket = undefined;
      give({ status: 0, hasRetryAfter: false });
    });
    return opened;
  };
  return {
    async ask(request) {
      const { promise, resolve } = Promise.withResolvers<BareAnswer>();
      answer = resolve;
      socket ??= open();
      socket.write(request);
      return await promise;
    },
    close: () => socket?.destroy(),
  };
}

/** Undefined until all of it is there. Answers of ingest have a content-length. */
function readAnswer(text: string): BareAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = text.slice(0, end).toLowerCase();
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  if (text.length < end + 4 + length) return undefined;
  return { status: Number(head.slice(9, 12)), hasRetryAfter: head.includes('\r\nretry-after: ') };
}
