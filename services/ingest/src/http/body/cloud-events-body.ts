import { Problem } from '@upshot/shared/problem';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { unsupportedMediaType } from '../problems/unsupported-media-type.ts';
import { parseJson, refuseOtherCharsets } from './json-body.ts';
import { readBody } from './read-body.ts';
import { readUtf8 } from './read-utf8.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body may be events as CloudEvents has them. */
    takesCloudEvents?: boolean;
  }
  interface FastifyRequest {
    /** What its body holds, in the JSON format of CloudEvents; undefined when it holds none. */
    cloudEvents: 'one' | 'batch' | undefined;
  }
}

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

/**
 * Makes the app read CloudEvents 1.0 (HTTP protocol binding) where an address takes them: structured, in batches, and
 * binary, with the attributes in headers. The request's text is then the JSON format of the events.
 */
export function acceptCloudEvents(app: FastifyInstance): void {
  app.decorateRequest('cloudEvents', undefined);
  const contents = { [STRUCTURED]: 'one', [BATCH]: 'batch' } as const;
  for (const [type, content] of Object.entries(contents)) {
    app.addContentTypeParser(type, async (request: FastifyRequest) => {
      if (request.is404) return undefined;
      if (request.routeOptions.config.takesCloudEvents !== true) throw unsupportedMediaType();
      refuseOtherCharsets(request);
      request.cloudEvents = content;
      const bytes = await readBody(request);
      return bytes.length === 0 ? undefined : await parseJson(request, readUtf8(bytes), bytes);
    });
  }
}

/** Whether the body is the data of an event whose attributes are in headers. */
export function isBinaryEvent({ headers, routeOptions, is404 }: FastifyRequest): boolean {
  return !is404 && routeOptions.config.takesCloudEvents === true && headers['ce-specversion'] !== undefined;
}

/** Reads the event. JSON stays as it was posted, other text becomes a text, anything else base64. */
export async function parseBinaryEvent(request: FastifyRequest, bytes: Buffer): Promise<unknown> {
  const type = request.headers['content-type'];
  const attributes = { ...readAttributes(request), ...(type === undefined ? {} : { datacontenttype: type }) };
  const data = bytes.length === 0 ? '' : await writeData(request, bytes);
  request.cloudEvents = 'one';
  request.bodyText = { text: `${JSON.stringify(attributes).slice(0, -1)}${data}}`, elements: [] };
  return attributes;
}

/** The member of the event that holds its data. */
async function writeData(request: FastifyRequest, bytes: Buffer): Promise<string> {
  const type = request.headers['content-type'];
  if (isJson(type)) {
    // Alone, so that what is no JSON by itself cannot become it inside of the event.
    const text = readUtf8(bytes);
    await parseJson(request, text, bytes);
    return `,"data":${text}`;
  }
  if (isText(type)) return `,"data":${JSON.stringify(readUtf8(bytes))}`;
  return `,"data_base64":"${bytes.toString('base64')}"`;
}

function isJson(type: string | undefined): boolean {
  return type === undefined || /^[\w.-]+\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type);
}

function isText(type: string | undefined): boolean {
  return /^text\/|^[\w.-]+\/(?:[\w.-]+\+)?(?:xml|yaml|x-www-form-urlencoded)\s*(?:;|$)/i.test(type ?? '');
}

const PREFIX = 'ce-';

/** The attributes in the headers, whose values may be percent-encoded. */
function readAttributes({ headers }: FastifyRequest): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(entries.map(([name, value]) => [nameOf(name), decode(name, String(value))]));
}

function nameOf(header: string): string {
  const name = header.slice(PREFIX.length);
  if (/^[a-z0-9]+$/.test(name) && !/^data(?:contenttype|_base64)?$/.test(name)) return name;
  throw new Problem('invalid_request', `The header ${header} names no attribute of a CloudEvent.`);
}

function decode(header: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new Problem('invalid_request', `The header ${header} is not percent-encoded UTF-8.`, { cause });
  }
}
