/** What checking an integration needs to know of this installation. */
export interface Installation {
  /** What is wrong with the source of a script, with line and column. */
  readonly findScriptFault: (source: string) => string | undefined;
}
