import { getPrototypeOf, getter, tagSymbol, uncurry } from './primordials.ts';

/* The types of buffers and of other objects with a value inside, as they were before a script could touch them. */

type Read<T> = (self: unknown) => T;
type ErrorType = new (message?: string) => Error;
type ViewType = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;
type BufferType = new (length: number, options?: { maxByteLength: number }) => ArrayBuffer;

export const BufferConstructor: BufferType = ArrayBuffer;
export const DateConstructor = Date;
export const RegExpConstructor = RegExp;
export const toObject = Object as (value: unknown) => object;
export const { isError } = Error as unknown as { isError: (value: unknown) => boolean };

/** By the names that errors have. */
export const errorTypes = {
  __proto__: null,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
} as unknown as Readonly<Record<string, ErrorType>>;

/** By the names of views. */
export const viewTypes = {
  __proto__: null,
  BigInt64Array,
  BigUint64Array,
  DataView,
  Float16Array: (globalThis as { Float16Array?: unknown }).Float16Array,
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
} as unknown as Readonly<Record<string, ViewType>>;

/* oxlint-disable typescript/unbound-method -- unbinding methods is the purpose here */

export const booleanValue = uncurry(Boolean.prototype.valueOf) as Read<boolean>;
export const numberValue = uncurry(Number.prototype.valueOf) as Read<number>;
export const stringValue = uncurry(String.prototype.valueOf) as Read<string>;
export const bigIntValue = uncurry(BigInt.prototype.valueOf) as Read<bigint>;
export const dateValue = uncurry(Date.prototype.getTime) as Read<number>;
export const regexSource = getter(RegExp.prototype, 'source') as Read<string>;
export const regexFlags = getter(RegExp.prototype, 'flags') as Read<string>;

const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as Uint8Array;

export const bufferLength = getter(ArrayBuffer.prototype, 'byteLength') as Read<number>;
export const isBufferDetached = getter(ArrayBuffer.prototype, 'detached') as Read<boolean>;
export const isBufferResizable = getter(ArrayBuffer.prototype, 'resizable') as Read<boolean>;
export const maxBufferLength = getter(ArrayBuffer.prototype, 'maxByteLength') as Read<number>;
export const detachBuffer = uncurry(
  (ArrayBuffer.prototype as unknown as { transfer: (this: unknown) => unknown }).transfer,
);
export const dataViewBuffer = getter(DataView.prototype, 'buffer') as Read<ArrayBuffer>;
export const dataViewOffset = getter(DataView.prototype, 'byteOffset') as Read<number>;
export const dataViewByteLength = getter(DataView.prototype, 'byteLength') as Read<number>;
export const typedArrayBuffer = getter(typedArrayPrototype, 'buffer') as Read<ArrayBuffer>;
export const typedArrayOffset = getter(typedArrayPrototype, 'byteOffset') as Read<number>;
export const typedArrayLength = getter(typedArrayPrototype, 'length') as Read<number>;
export const typedArrayByteLength = getter(typedArrayPrototype, 'byteLength') as Read<number>;
export const setBytes = uncurry(typedArrayPrototype.set);
/** The name of a typed array's type; `undefined` for anything else. */
export const typedArrayName = getter(typedArrayPrototype, tagSymbol) as Read<string | undefined>;
