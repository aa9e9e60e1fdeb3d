/** The exit code of a service whose configuration is wrong (`EX_CONFIG` of sysexits.h): a restart would not help. */
export const EXIT_CONFIG = 78;

/** Mistakes that only an operator can fix: one line each, without secrets. A service ends with them. */
export class ConfigFault extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: ErrorOptions) {
    super(lines.join('\n'), options);
    this.name = 'ConfigFault';
    this.lines = lines;
  }
}

/** Prints the mistakes on standard error, each with the name of the process. */
export function printConfigFault(name: string, { lines }: ConfigFault): void {
  for (const line of lines) process.stderr.write(`${name}: ${line}\n`);
}
