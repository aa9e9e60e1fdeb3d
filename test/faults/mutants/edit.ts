/** One line of a service, and what stands there instead. */
export interface Edit {
  readonly name: string;
  /** The end of the file's path. */
  readonly file: string;
  readonly code: string;
  readonly instead: string;
}
