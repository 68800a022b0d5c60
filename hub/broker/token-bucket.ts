// pure
// Rate limit by debt: taking always succeeds and says how long to wait, so nothing is dropped.

export interface Bucket {
  tokens: number;
  atMs: number;
}

/** `capacity` tokens at most; `perSecond` come back. Monotonic milliseconds. */
export interface BucketRate {
  capacity: number;
  perSecond: number;
}

export const fullBucket = (rate: BucketRate, nowMs: number): Bucket => ({
  tokens: rate.capacity,
  atMs: nowMs,
});

/** BRK-7: takes `cost` tokens; `waitMs` is the time until the debt is paid, 0 when there is none. */
export function take(
  bucket: Bucket,
  rate: BucketRate,
  cost: number,
  nowMs: number,
): { bucket: Bucket; waitMs: number } {
  const earned = (Math.max(0, nowMs - bucket.atMs) * rate.perSecond) / 1000;
  const tokens = Math.min(rate.capacity, bucket.tokens + earned) - cost;
  return { bucket: { tokens, atMs: nowMs }, waitMs: tokens < 0 ? (-tokens * 1000) / rate.perSecond : 0 };
}
