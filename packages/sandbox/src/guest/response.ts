import { callPlatform } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { latin1Bytes, utf8Bytes } from './bytes.ts';
import { makeHeaders } from './headers.ts';
import type { Pairs } from './pairs.ts';
import { charCode, define, indexOf, parseJson, slice } from './primordials.ts';

/** The first line of an answer; with `isBinary`, the body is given as bytes, one character each. */
interface Head {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: Pairs;
  readonly isBinary: boolean;
}

/** Makes the response of `fetch` from the host's answer: the head as one line of JSON, then the body. */
export function makeResponse(bridge: Bridge, answer: string): object {
  const end = indexOf(answer, '\n');
  const head = parseJson(slice(answer, 0, end)) as Head;
  const content = slice(answer, end + 1);
  let decoded: string | undefined;
  const bytes = () => (head.isBinary ? latin1Bytes(content) : utf8Bytes(content));
  const text = () => (decoded ??= head.isBinary ? decodeUtf8(bridge, content) : withoutMark(content));

  const body = {};
  const response = {};
  define(response, 'ok', head.status >= 200 && head.status <= 299);
  define(response, 'status', head.status);
  define(response, 'statusText', head.statusText);
  define(response, 'url', head.url);
  define(response, 'redirected', head.redirected);
  define(response, 'headers', makeHeaders(head.headers));
  define(response, 'body', body);
  const addReader = (name: string, read: () => unknown) => {
    define(body, name, read);
    define(response, name, read);
  };
  addReader('text', text);
  addReader('json', () => parseJson(text()) as unknown);
  addReader('bytes', bytes);
  addReader('arrayBuffer', () => bytes().buffer);
  return response;
}

function decodeUtf8(bridge: Bridge, bytes: string): string {
  return slice(callPlatform(bridge, 'decode', 'utf-8', '', '0', bytes), 1);
}

/** The text after a byte order mark, if there is one. */
function withoutMark(text: string): string {
  return charCode(text, 0) === 0xfeff ? slice(text, 1) : text;
}
