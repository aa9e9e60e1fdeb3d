/** A system that takes activities by HTTP, runs a script for each, and knows when each was done. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  /** Where activities are posted. */
  readonly url: string;
  readonly token: string;
  /** Activities in one request. */
  readonly perRequest: number;
  /** Processes whose time is measured, with their descendants. */
  readonly pids: { readonly node: readonly number[]; readonly servers: readonly number[] };
  /** Returns what waits until so many activities with this prefix are done, and says when each was. */
  expect(prefix: string, count: number): Promise<() => Promise<readonly Done[]>>;
}

/** An activity that is done: when its result began to be stored, in milliseconds since 1970. */
export interface Done {
  readonly id: string;
  readonly at: number;
}
