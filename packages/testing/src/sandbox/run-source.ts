import { afterAll } from 'vitest';
import { createSandbox } from '@upshot/sandbox/sandbox';
import type { Execution, Limits, RunInput, Sandbox, SandboxOptions } from '@upshot/sandbox/sandbox';
import { MemoryHost } from './memory-host.ts';

/** Limits that let a test of a limit end soon. */
export const SHORT: Partial<Limits> = { wallMs: 20_000, cpuMs: 500 };

/** A sandbox that ends with the test file. */
export function sandboxForTests(options: SandboxOptions = {}): Sandbox {
  const sandbox = createSandbox({ warmSlots: 1, limits: SHORT, ...options });
  afterAll(() => sandbox.close());
  return sandbox;
}

/** A source as the input of a run; every source is a version of its own. */
export function inputOf(
  source: string,
  more: Partial<RunInput> & { integrationId?: string; projectId?: string } = {},
): RunInput {
  const { integrationId = 'integration', projectId = 'p1', ...rest } = more;
  const script = { projectId, integrationId, versionId: source, filename: 'hook.js', source };
  return { script, activity: '{"id":"a1"}', project: '{"id":"p1"}', variables: '{"token":"t"}', ...rest };
}

/** Runs a source and gives its execution. */
export function runSource(sandbox: Sandbox, source: string, host = new MemoryHost()): Promise<Execution> {
  return sandbox.run(inputOf(source), host);
}

/** The texts a run printed. */
export function texts(execution: Execution): string[] {
  return execution.output.lines.map(({ text }) => text);
}
