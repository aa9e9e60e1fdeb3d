import type { Platform } from '../guest/bridge.ts';
import { Decoders, encodingName } from './decoders.ts';
import { Hmacs } from './hmacs.ts';
import { parseForm, parseUrl, setUrlPart, writeForm } from './urls.ts';

type Operation = (...texts: string[]) => string;

/** Makes what one run may ask of the platform: of Node, where an isolate has only the language. */
export function makePlatform(): Operation {
  const hmacs = new Hmacs();
  const decoders = new Decoders();
  const platform = {
    hmacCreate: (algorithm, key) => hmacs.create(algorithm, key),
    hmacUpdate: (id, data) => hmacs.update(id, data),
    hmacDigest: (id, encoding) => hmacs.digest(id, encoding),
    urlParse: parseUrl,
    urlSet: setUrlPart,
    formParse: parseForm,
    formWrite: writeForm,
    encodingName,
    decode: (encoding, traits, stream, bytes) => decoders.decode(encoding, traits, stream, bytes),
  } satisfies Platform;
  const operations = new Map<string, Operation>(Object.entries(platform));
  return (name, ...texts) => operations.get(name)?.(...texts) ?? '';
}
