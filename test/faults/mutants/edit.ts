/** One line of a service, and what stands there instead. */
export interface Edit {
  readonly name: string;
  /** The end of the file's path. */
  readonly file: string;
  readonly code: string;
  readonly instead: string;
}

/** The source with the edit made. Throws when the source does not hold the code. */
export function applyEdit({ code, instead, file }: Edit, source: string): string {
  if (!source.includes(code)) throw new Error(`the edit does not fit: ${file} has no "${code}"`);
  return source.replace(code, () => instead);
}
