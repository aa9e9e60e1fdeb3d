import { isThisMachine } from './this-machine.ts';

/** What is wrong with a text that is no origin. */
interface OriginFault {
  readonly message: string;
}

const EXAMPLE = 'as https://app.example.com: without a path, and without *';

/**
 * Reads the origin of a page that may show the console in a frame. It becomes part of a Content Security Policy, so
 * that only plain hosts are let through.
 */
export function readOrigin(text: string): string | OriginFault {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return { message: `must be an origin, ${EXAMPLE}` };
  if (!/^([a-z0-9.-]+|\[[0-9a-f:]+\])$/.test(url.hostname))
    return { message: `must name one host, ${EXAMPLE}` };
  if (![url.origin, `${url.origin}/`].includes(text.toLowerCase()))
    return { message: `must be an origin, ${EXAMPLE}` };
  if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    return { message: 'must be https: browsers send the cookie of a frame to no other page' };
  return url.origin;
}
