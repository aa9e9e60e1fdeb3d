import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, type TestSystem } from '@upshot/testing/system';

/** An answer about a trial: the trial, or a problem. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly body: {
    readonly outcome: string;
    readonly error: { readonly name: string; readonly message: string; readonly hint: string | null } | null;
    readonly output: readonly (readonly [number, string, string])[];
    readonly requests: readonly Readonly<Record<string, unknown>>[];
    readonly storage: { readonly writes: readonly unknown[] };
    readonly limits: Readonly<Record<string, number>>;
    readonly code: string;
    readonly detail: string;
    readonly id: string;
    readonly status: string;
  };
}

/** Where scripts are tried. */
export const paths = {
  run: `/projects/${project}/scripts:run`,
  test: `/projects/${project}/integrations/count/test`,
};

/** A sample, as the activity of a trial. */
export const push = { sample: 'environment.push' };

export async function send(
  method: string,
  address: string,
  body?: object,
  token = adminToken,
): Promise<Answer> {
  const response = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const location = response.headers.get('location');
  return { status: response.status, location, text, body: JSON.parse(text) as Answer['body'] };
}

/** The lines that the script has printed. */
export const printed = ({ body }: Answer) => body.output.map(([, , text]) => text);

/** Calls that try scripts on a system. */
export function trialsOf(system: () => TestSystem) {
  const ask = (path: string, body: object, token?: string) =>
    send('POST', `${system().url}/api${path}`, body, token);
  return {
    ask,
    run: (source: string, more: object = {}) => ask(paths.run, { source, activity: push, ...more }),
    /** The end of a trial that took longer than its request waits. */
    endOf: async (answer: Answer): Promise<Answer> =>
      answer.status !== 202
        ? answer
        : await eventually(async () => {
            const later = await send('GET', `${system().url}${answer.location}`);
            if (later.status === 202) throw new Error('the trial has not ended');
            return later;
          }),
    tokenOf: async (scope: string): Promise<string> => {
      const made = await system().call('POST', '/tokens', { scope, name: scope, project });
      return (made as { token: string }).token;
    },
  };
}
