import {
  bufferLength,
  dataViewBuffer,
  dataViewByteLength,
  dataViewOffset,
  typedArrayBuffer,
  typedArrayByteLength,
  typedArrayLength,
  typedArrayName,
  typedArrayOffset,
} from './built-in-types.ts';
import { attempt, BytesType, isView } from './primordials.ts';

/** What a view of a buffer shows, whether or not a script has given it properties of the same names. */
interface ViewParts {
  readonly name: string;
  readonly buffer: ArrayBuffer;
  readonly offset: number;
  /** In items of its type. */
  readonly length: number;
  readonly byteLength: number;
}

/** Reads the parts of a typed array or DataView. */
export function viewParts(view: object): ViewParts {
  const name = typedArrayName(view);
  if (name !== undefined) {
    return {
      name,
      buffer: typedArrayBuffer(view),
      offset: typedArrayOffset(view),
      length: typedArrayLength(view),
      byteLength: typedArrayByteLength(view),
    };
  }
  const byteLength = dataViewByteLength(view);
  const buffer = dataViewBuffer(view);
  return { name: 'DataView', buffer, offset: dataViewOffset(view), length: byteLength, byteLength };
}

/** The bytes of a buffer or a view, which it shares; `undefined` for anything else. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (isView(value)) {
    const { buffer, offset, byteLength } = viewParts(value);
    return new BytesType(buffer, offset, byteLength);
  }
  const isBuffer = attempt(() => bufferLength(value)) !== undefined;
  return isBuffer ? new BytesType(value as ArrayBuffer) : undefined;
}
