/** A property of an object that scripts see; also a global, whose owner is the global object. */
export interface ApiMember {
  readonly name: string;
  /** Its type in TypeScript; one that begins with a parenthesis or `<` is a method. */
  readonly type: string;
  readonly says: string;
  /** The names of the limits that it counts against, or that bound its arguments. */
  readonly limits?: readonly string[];
  readonly isReadonly?: true;
}

/** An object, or the objects of a class, that scripts get from a global. */
export interface ApiType {
  readonly name: string;
  readonly says: string;
  /** An expression that gives such an object in a script. */
  readonly sample: string;
  readonly members: readonly ApiMember[];
  /** What `for … of` gives. */
  readonly iterates?: string;
}

/** A class that scripts can make objects of. */
export interface ApiClass extends ApiType {
  readonly parameters: string;
  readonly statics: readonly ApiMember[];
}
