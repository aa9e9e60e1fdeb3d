/** How long the ledger takes for a batch, learned from the batches before: a fixed part, and one that grows with weight. */
export interface FlushTimeEstimator {
  /** Takes note of a batch that was recorded. */
  learn(weight: number, tookMs: number): void;
  /** How many milliseconds a batch of this weight is expected to take. */
  predict(weight: number): number;
  /** How many milliseconds of it are due to the weight. */
  share(weight: number): number;
}

export interface FlushTimeEstimatorOptions {
  /** What a small batch weighs, and how long it takes until one was seen. Lesser differences in weight tell little. */
  readonly weight: number;
  readonly tookMs: number;
  /** What a unit of weight costs at the least, and is taken to cost while nothing tells. */
  readonly minMsPerWeight: number;
}

/** How much of the estimate the latest batch makes up. */
const NOVELTY = 0.2;

/** Taking more than this many times what was expected is a stall, which says little about what comes after it. */
const STALLED = 3;

/** Batches that vary less than this, as a share of their mean weight squared, cannot tell one part from the other. */
const TELLING_VARIANCE = 0.02;

/**
 * Creates the estimate: a straight line through the recent batches, by moving averages. As long as all of them weigh about
 * the same, what they take is held to be fixed: a commit takes time, and hardly more of it for many.
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
