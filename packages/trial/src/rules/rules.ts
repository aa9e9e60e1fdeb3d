/** How a request that a trial or a test looks at must be. What is left out may be anything. */
export interface RequestPattern {
  readonly method?: string;
  /** A glob: `*` stops at a slash, `**` does not. Or a regular expression between slashes. */
  readonly url?: string;
  /** Globs of values, by the name of the header. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyPattern;
}

export type BodyPattern =
  string | { readonly json?: unknown; readonly contains?: string | readonly string[] };

/** A response that a rule gives. */
export interface RuleResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly json?: unknown;
}

/** Why a request gets no response. */
export const ruleErrors = ['timeout', 'refused', 'dns', 'tls', 'reset'] as const;
export type RuleError = (typeof ruleErrors)[number];

/** What a request is answered with. */
export interface Rule {
  readonly request: RequestPattern;
  readonly respond?: RuleResponse;
  readonly error?: RuleError;
  readonly delay_ms?: number;
  /** For how many requests it holds; without it, for all. */
  readonly times?: number;
}

/** The rules of a trial: the first one that matches a request answers it. */
export interface Rules {
  readonly answers: readonly Rule[];
  /** For requests that no rule matches: a response (200, empty, when it is left out), or `refuse`. */
  readonly default?: RuleResponse | 'refuse';
}

/** Puts rules before others; the last default wins. */
export function joinRules(first: Rules, second: Rules): Rules {
  const fallback = first.default ?? second.default;
  return {
    answers: [...first.answers, ...second.answers],
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}
