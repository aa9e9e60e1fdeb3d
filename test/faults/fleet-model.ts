import type { TestProcess } from '@upshot/testing/processes';
import type { Clock } from './clock.ts';
import type { SmallDisk } from './small-disk.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** A service that is started again whenever it has died. */
export interface Member {
  readonly name: string;
  /** Undefined while it is dead. */
  readonly process: TestProcess | undefined;
  /** Its own, whatever the clocks of the others say. */
  readonly clock: Clock;
  kill(): Promise<void>;
}

/** Everything there is to break, all of it real processes; the services reach their servers through the proxies. */
export interface Fleet extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Of the ingests. */
  readonly urls: readonly string[];
  readonly ingests: readonly Member[];
  readonly workers: readonly Member[];
  readonly postgres: Restartable;
  readonly redis: Restartable;
  readonly postgresLink: TcpProxy;
  readonly redisLink: TcpProxy;
  /** Why there are no small disks on this machine; undefined: there are. */
  readonly noDisks: string | undefined;
  /** Ids of activities that producers were told are recorded. */
  readonly acknowledged: () => Promise<readonly string[]>;
  /** What the receiver noted: kind, id and status. */
  readonly received: () => Promise<readonly (readonly string[])[]>;
  /** Ends the producer; resolves when every activity it began with is acknowledged. */
  readonly stopProducing: () => Promise<void>;
}

/** A server that can be killed, and started again on the same port. */
export interface Restartable {
  readonly url: string;
  /** Where its data is; undefined: on no disk of its own. */
  readonly disk: SmallDisk | undefined;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Waits until it answers, and starts it when it has ended by itself. */
  revive(): Promise<void>;
}
