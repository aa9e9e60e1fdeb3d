import { CommanderError } from 'commander';
import { loadCommands } from './commands.ts';
import { describeError } from './describe-error.ts';
import { exitCodes, Failure, type ExitCode } from './failure.ts';
import { createProgram } from './program.ts';
import { openTerminal } from './terminal.ts';

process.on('SIGINT', () => process.exit(exitCodes.interrupted));
process.stdout.on('error', endWithReader);
process.stderr.on('error', endWithReader);
process.exitCode = await runCommand(process.argv.slice(2));

async function runCommand(args: readonly string[]): Promise<ExitCode> {
  const program = createProgram(await loadCommands(args));
  if (args.length === 0) program.outputHelp();
  if (args.length === 0) return exitCodes.ok;
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.general;
    const { verbose } = program.opts<{ verbose: number }>();
    const text = describeError(error, verbose > 1);
    if (text !== '') openTerminal({ isQuiet: false }).warn(text, 'red');
    return error instanceof Failure ? error.exitCode : exitCodes.general;
  }
}

/** A reader that has seen enough, such as `head`, closes the pipe: that is no error. */
function endWithReader(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.general);
}
