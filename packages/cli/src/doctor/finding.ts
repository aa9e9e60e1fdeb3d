/** What one check has found. */
export interface Finding {
  readonly check: string;
  /** `unknown`: the token, or the state of the server, does not allow to tell. */
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly finding: string;
  /** What to do; undefined when all is well. */
  readonly advice?: string;
}

/** A finding that asks for nothing. */
export function ok(check: string, finding: string): Finding {
  return { check, state: 'ok', finding };
}

/** A finding that may be intended. */
export function warning(check: string, finding: string, advice: string): Finding {
  return { check, state: 'warning', finding, advice };
}

/** A finding that keeps the installation from working as promised. */
export function problem(check: string, finding: string, advice: string): Finding {
  return { check, state: 'problem', finding, advice };
}
