/**
 * Estimates the time that the ledger takes for a batch, from earlier batches: a fixed part, and a part that grows
 * with weight.
 */
export interface FlushTimeEstimator {
  /** Learns from a batch that was recorded. */
  learn(weight: number, tookMs: number): void;
  /** How many milliseconds a batch of this weight is expected to take. */
  predict(weight: number): number;
  /** The part of that time that grows with the weight. */
  share(weight: number): number;
}

export interface FlushTimeEstimatorOptions {
  /** The weight of a small batch, and its time until one was observed. Smaller differences in weight are noise. */
  readonly weight: number;
  readonly tookMs: number;
  /** The least time for a unit of weight, which is also the estimate without observations. */
  readonly minMsPerWeight: number;
}

/** Weight of the newest batch in the moving averages. */
const NOVELTY = 0.2;

/** A batch that takes more than this many times its estimate is a stall, and counts as this much only. */
const STALLED = 3;

/** With a smaller variance of weights (relative to the squared mean) the two parts cannot be told apart. */
const TELLING_VARIANCE = 0.02;

/**
 * Creates the estimator: linear regression over exponential moving averages. While all batches weigh about the same,
 * their time is taken to be fixed, as the time for a commit hardly grows with the batch.
 */
export function createFlushTimeEstimator({
  weight,
  tookMs,
  minMsPerWeight,
}: FlushTimeEstimatorOptions): FlushTimeEstimator {
  let meanWeight = weight;
  let meanMs = tookMs;
  let variance = 0;
  let covariance = 0;

  const msPerWeight = () => {
    const doubt = Math.max(weight ** 2, TELLING_VARIANCE * meanWeight ** 2);
    const slope = (covariance + doubt * minMsPerWeight) / (variance + doubt);
    return Math.max(Math.min(slope, meanMs / meanWeight), minMsPerWeight);
  };

  const predict = (ofWeight: number) => Math.max(1, meanMs + msPerWeight() * (ofWeight - meanWeight));

  return {
    learn(newWeight, newMs) {
      const overWeight = newWeight - meanWeight;
      const overMs = Math.min(newMs, STALLED * predict(newWeight)) - meanMs;
      meanWeight += NOVELTY * overWeight;
      meanMs += NOVELTY * overMs;
      variance = (1 - NOVELTY) * (variance + NOVELTY * overWeight ** 2);
      covariance = (1 - NOVELTY) * (covariance + NOVELTY * overWeight * overMs);
    },
    predict,
    share: (ofWeight) => msPerWeight() * ofWeight,
  };
}
