import { callPlatform } from '../bridge.ts';
import type { Bridge } from '../bridge.ts';
import { typedArrayName } from '../built-in-types.ts';
import { latin1Text, utf8Bytes, writeUtf8 } from '../bytes.ts';
import { makeError } from '../make-error.ts';
import { addPlatformObject } from '../platform-objects.ts';
import { BytesType, defineAccessor, defineHidden, slice, stringifyJson, tagSymbol } from '../primordials.ts';
import { bytesOf } from '../views.ts';
import { makeStates } from './states.ts';
import { webText } from './web-text.ts';

/** Makes `TextEncoder` of the Encoding standard. */
export function makeTextEncoder(): object {
  class TextEncoder {
    constructor() {
      addPlatformObject(this, { show: () => 'TextEncoder "utf-8"' });
    }
    encode(text: unknown = ''): Uint8Array {
      return utf8Bytes(webText(text));
    }
    encodeInto(source: unknown, target: unknown): object {
      const text = webText(source);
      if (typedArrayName(target) === 'Uint8Array') return writeUtf8(text, target as Uint8Array);
      throw invalid('encodeInto: the target must be a Uint8Array');
    }
  }
  defineAccessor(TextEncoder.prototype, 'encoding', () => 'utf-8');
  defineHidden(TextEncoder.prototype, tagSymbol, 'TextEncoder');
  return TextEncoder;
}

interface State {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** The number of the stream that is not at its end; 0 between streams. */
  stream: number;
}

/** Makes `TextDecoder` of the Encoding standard. The slot decodes, since it knows all encodings. */
export function makeTextDecoder(bridge: Bridge): object {
  const states = makeStates<State>('TextDecoder');
  let lastStream = 0;
  class TextDecoder {
    constructor(label: unknown = 'utf-8', options?: unknown) {
      const encoding = encodingOf(bridge, webText(label));
      const fatal = readFlag(options, 'fatal');
      const ignoreBOM = readFlag(options, 'ignoreBOM');
      states.add(this, { encoding, fatal, ignoreBOM, stream: 0 });
      addPlatformObject(this, { show: () => `TextDecoder "${encoding}"` });
    }
    decode(input?: unknown, options?: unknown): string {
      const state = states.of(this);
      const bytes = input === undefined ? new BytesType(0) : bytesOf(input);
      if (bytes === undefined) throw invalid('decode: the input must be an ArrayBuffer or a view of one');
      const hasMore = readFlag(options, 'stream');
      if (state.stream === 0) state.stream = lastStream += 1;
      const answer = decode(bridge, state, bytes, hasMore);
      if (!hasMore || answer === '') state.stream = 0;
      if (answer === '') throw invalid(`decode: the bytes are not ${state.encoding}`);
      return slice(answer, 1);
    }
  }
  const addReader = (name: 'encoding' | 'fatal' | 'ignoreBOM') =>
    defineAccessor(TextDecoder.prototype, name, function (this: object) {
      return states.of(this)[name];
    });
  addReader('encoding');
  addReader('fatal');
  addReader('ignoreBOM');
  defineHidden(TextDecoder.prototype, tagSymbol, 'TextDecoder');
  return TextDecoder;
}

function decode(bridge: Bridge, state: State, bytes: Uint8Array, hasMore: boolean): string {
  const { encoding, fatal, ignoreBOM, stream } = state;
  const traits = `${fatal ? 'fatal ' : ''}${ignoreBOM ? 'ignoreBOM ' : ''}${hasMore ? 'more' : ''}`;
  return callPlatform(bridge, 'decode', encoding, traits, `${stream}`, latin1Text(bytes));
}

function encodingOf(bridge: Bridge, label: string): string {
  const encoding = callPlatform(bridge, 'encodingName', label);
  if (encoding !== '') return encoding;
  const shown = stringifyJson(slice(label, 0, 100));
  throw makeError('RangeError', `TextDecoder: unknown encoding ${shown}`, encodingOf);
}

function readFlag(options: unknown, name: 'fatal' | 'ignoreBOM' | 'stream'): boolean {
  if (options === undefined || options === null) return false;
  if (typeof options !== 'object' && typeof options !== 'function')
    throw invalid('TextDecoder: the options must be an object');
  return !!(options as Record<string, unknown>)[name];
}

function invalid(message: string): Error {
  return makeError('TypeError', message, invalid);
}
