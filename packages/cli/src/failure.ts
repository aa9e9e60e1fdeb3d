/** The exit codes: the numbers of the Platform.sh CLI, and the shells' number for Ctrl-C. */
export const exitCodes = {
  ok: 0,
  general: 1,
  token: 3,
  integration: 4,
  connection: 5,
  permission: 6,
  project: 9,
  failed: 10,
  exhausted: 11,
  different: 12,
  strict: 13,
  syntax: 14,
  timedOut: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends the command: the message is for the person at the terminal, the code for the program that called. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.general, options: { cause?: unknown } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Ends the command without a further word: what there is to say is data, and was printed. */
export function silentFailure(exitCode: ExitCode): Failure {
  return new Failure('', exitCode);
}
