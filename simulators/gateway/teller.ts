// The simulated gateway's running parts that both providers' edges share: world, clock, faults, limits.
import { randomBytes } from 'node:crypto';
import type { Clock } from '@zhuangui/device/platform/clock.ts';
import type { Response } from 'express';
import type { Seed } from '../board/seeded.ts';
import { type CallName, type FaultKind, type FaultPlan, type FaultSpec, strike } from './faults.ts';
import { applyEvent, type Decision, type GatewayWorld } from './gateway-core.ts';
import type { GatewayLimits } from './gateway-types.ts';
import type { LedgerFile } from './ledger-file.ts';

/** An HTTP answer that is not sent yet. */
export interface Reply {
  status: number;
  body: string;
  type?: string;
  headers?: Record<string, string>;
}

export interface Teller {
  readonly world: GatewayWorld;
  readonly clock: Clock;
  limits: GatewayLimits;
  /** Writes down and takes up what was decided; the value, or the refusal. */
  settle<T>(decision: Decision<T>): Decision<T>;
  strike(kind: FaultKind, call?: CallName): FaultSpec | undefined;
  setFaults(specs: readonly FaultSpec[]): void;
  faults(): readonly FaultSpec[];
  nonce(): string;
  delay(delayMs: number): Promise<void>;
}

interface TellerParts {
  world: GatewayWorld;
  file: LedgerFile;
  clock: Clock;
  limits: GatewayLimits;
  seed: Seed;
  faults: readonly FaultSpec[];
}

export function createTeller(parts: TellerParts): Teller {
  const { world, file, clock } = parts;
  let plan: FaultPlan = { specs: parts.faults, seed: parts.seed };
  return {
    world,
    clock,
    limits: parts.limits,
    settle(decision) {
      if (!decision.ok) return decision;
      file.append(decision.events);
      for (const event of decision.events) applyEvent(world, event);
      return decision;
    },
    strike(kind, call) {
      const struck = strike(plan, kind, call);
      plan = struck.plan;
      return struck.fault;
    },
    setFaults(specs) {
      plan = { ...plan, specs };
    },
    faults: () => plan.specs,
    nonce: () => randomBytes(16).toString('hex'),
    delay: (delayMs) => new Promise((resolve) => void clock.setTimer(delayMs, resolve)),
  };
}

export interface CallOf {
  call: CallName;
  work(): Reply;
  /** The provider's words for its own failures. */
  limited(): Reply;
  failing(): Reply;
}

/** GW-8: performs one call with the faults that are switched on. */
export async function serveCall(teller: Teller, response: Response, call: CallOf): Promise<void> {
  const slow = teller.strike('slow', call.call);
  if (slow) await teller.delay(slow.delayMs ?? 3_000);
  if (teller.strike('frequency-limited', call.call)) return sendReply(response, call.limited());
  if (teller.strike('server-error', call.call)) return sendReply(response, call.failing());
  const reply = call.work();
  const lost = teller.strike('answer-lost', call.call);
  if (!lost) return sendReply(response, reply);
  if (lost.delayMs) await teller.delay(lost.delayMs);
  response.socket?.destroy();
}

export function sendReply(response: Response, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.status(reply.status).set(reply.headers ?? {});
  if (reply.status === 204) response.end();
  else response.type(reply.type ?? 'application/json').send(reply.body);
}
