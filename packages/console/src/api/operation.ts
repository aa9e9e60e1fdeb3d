/** An operation of the API: where it is, and the types of what it takes and answers. */
export interface Operation<Params, Query, Body, Answer> {
  readonly method: string;
  readonly path: string;
  readonly types?: {
    readonly params: Params;
    readonly query: Query;
    readonly body: Body;
    readonly answer: Answer;
  };
}

/** Takes no names at all. */
export interface NoParams {
  readonly [name: string]: never;
}

/** Declares an operation. */
export function operation<Params, Query, Body, Answer>(
  method: string,
  path: string,
): Operation<Params, Query, Body, Answer> {
  return { method, path };
}
