import { weakMapGet, weakMapSet, WeakMapType } from './primordials.ts';

/** What other parts of the guest want to know of an object of a web standard. */
interface PlatformObject {
  /** How `console` shows it. */
  readonly show: () => string;
  /** Its text, when it is the form that a request can have as its body. */
  readonly form?: () => string;
}

const known = new WeakMapType<object, PlatformObject>();

/** Makes an object of a web standard known. */
export function addPlatformObject(object: object, about: PlatformObject): void {
  weakMapSet(known, object, about);
}

/** What is known of an object of a web standard; `undefined` for any other. */
export function findPlatformObject(object: object): PlatformObject | undefined {
  return weakMapGet(known, object);
}
