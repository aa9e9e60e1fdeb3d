import type { LaneLease } from '../lanes/lease.ts';
import type { Settlement } from './settlement.ts';

/** An attempt begins: this is durable before any effect of the attempt can be seen outside. */
export interface BeginOperation {
  readonly kind: 'begin';
  readonly lease: LaneLease;
  readonly seq: string;
  readonly attempt: number;
  readonly worker: string;
}

/** An attempt has ended. */
export interface SettleOperation {
  readonly kind: 'settle';
  readonly lease: LaneLease;
  readonly settlement: Settlement;
}

/** A write that only the holder of a lane's lease may make. */
export type Operation = BeginOperation | SettleOperation;

/** `fenced`: another worker has claimed the lane since, and nothing was written. */
export type Written = 'written' | 'fenced';
