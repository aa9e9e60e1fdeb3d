/** What one exchange may cost. Times are milliseconds, sizes are bytes. */
export interface OutboundLimits {
  /** Name resolution, TCP and TLS together, for each new connection. */
  readonly connectMs: number;
  /** The whole exchange: every redirect, down to the last byte of the body. */
  readonly totalMs: number;
  /** The response body after decoding; the encoded body may not be larger either (plus a small allowance). */
  readonly responseBytes: number;
  /** The head of a request (URL and headers), and the head of each response. */
  readonly headerBytes: number;
  /** How many redirects are followed. */
  readonly redirects: number;
  readonly requestBytes: number;
}

/** The limits that hold unless the client or the call sets others. */
export const defaultLimits: OutboundLimits = {
  connectMs: 5_000,
  totalMs: 30_000,
  responseBytes: 10 * 1024 * 1024,
  headerBytes: 64 * 1024,
  redirects: 5,
  requestBytes: 10 * 1024 * 1024,
};

/** Header names with their values, in order; names may repeat. */
export type HeaderList = readonly (readonly [string, string])[];

/** A request as an untrusted caller states it. `redirect` defaults to `follow`. */
export interface OutboundRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  /** A string is sent as UTF-8; lone surrogates become U+FFFD. */
  readonly body?: string | Uint8Array;
  /** `manual` hands the redirect itself back as the response, with its `location` header. */
  readonly redirect?: 'follow' | 'error' | 'manual';
}

/** A remote server's answer. Header names are lower case, the body is decoded. */
export interface OutboundResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** The address that answered, after redirects and without fragment. */
  readonly url: string;
  readonly redirects: number;
  /** True when the body was cut at `responseBytes` (only with `overflow: 'truncate'`). */
  readonly truncated: boolean;
}

/** The egress policy forbids the target. `message` is the text of an unreachable target; `detail` is for operators. */
export interface OutboundRefusal {
  readonly kind: 'refused';
  readonly message: string;
  readonly detail: string;
}

/** Why an exchange ended without a response. */
export type FailureReason =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'too_large'
  | 'redirects'
  | 'protocol'
  | 'invalid_request'
  | 'aborted';

/** No response came. `message` may be shown to the caller, `detail` is for operators; neither holds a secret. */
export interface OutboundFailure {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  readonly message: string;
  readonly detail: string;
}

/** How an exchange ended. */
export type OutboundReply = OutboundResponse | OutboundRefusal | OutboundFailure;
