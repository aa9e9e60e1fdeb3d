/** What the stream of a project tells; see docs/stream.md. */
export const streamEvents = ['run', 'activity', 'integration', 'gap', 'heartbeat'] as const;

/** An event of the stream. */
export interface StreamMessage {
  readonly event: (typeof streamEvents)[number];
  readonly id: string;
  readonly data: unknown;
}

/** `lost`: it is tried again and again, and lists ask for themselves meanwhile. */
export type StreamState = 'connecting' | 'live' | 'lost';

/** Hears of a stream. */
export interface StreamListener {
  readonly onMessage?: (message: StreamMessage) => void;
  readonly onState?: (state: StreamState) => void;
}
