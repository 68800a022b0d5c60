// A touch, told to the agent; what comes back is yes, or why not.
import type { GateReason } from '@zhuangui/protocol/units.ts';

/** Codes the screens have words for; anything else is `other`. */
export const problemCodes = [
  'busy',
  'out-of-service',
  'refused',
  'method-unavailable',
  'not-for-sale',
  'not-now',
  'no-answer',
  'other',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export interface Problem {
  code: ProblemCode;
  refusals: { slot: number; reasons: GateReason[] }[];
}

const answerWithinMs = 10_000;

/** Null when the agent did it. Never throws. */
export async function post(path: string, body: object): Promise<Problem | null> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return response.ok ? null : problemOf(await response.json().catch(() => null));
  } catch {
    return { code: 'no-answer', refusals: [] };
  }
}

/** Asks for something small; undefined when the agent says no or nothing. Never throws. */
export async function ask<T>(path: string, body: object): Promise<T | undefined> {
  const headers = { 'content-type': 'application/json' };
  const init = {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerWithinMs),
  };
  const response = await fetch(path, init).catch(() => undefined);
  return response?.ok ? ((await response.json().catch(() => undefined)) as T | undefined) : undefined;
}

/** Reads an error body of the screen server; a body of another shape is `other`. */
export function problemOf(body: unknown): Problem {
  const { error, refusals } = (body ?? {}) as {
    error?: { code?: string };
    refusals?: Problem['refusals'];
  };
  const code = problemCodes.find((known) => known === error?.code) ?? 'other';
  return { code, refusals: Array.isArray(refusals) ? refusals : [] };
}
