// Waits for a condition, with the last objection in the error when it does not come true in time.

export interface Patience {
  /** Milliseconds in all. Default 60,000. */
  timeoutMs?: number;
  /** Milliseconds between two looks. Default 60. */
  intervalMs?: number;
}

/** Thrown by a look that can never come true any more: nobody waits for it. */
export class GiveUp extends Error {}

/** Looks again and again until looking does not throw; resolves with what was seen then. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  { timeoutMs = 60_000, intervalMs = 60 }: Patience = {},
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (error instanceof GiveUp || performance.now() >= until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
