// Remote help: for some minutes the hub sees what the screens show. Nothing comes back but the view (CMD-9).
import { type HelpView, helpViewMessage } from '@zhuangui/protocol/commands.ts';
import type { Clock } from '../platform/clock.ts';
import type { OperatorView, ShopperView } from '../screens/views.ts';

export interface HelpParts {
  clock: Clock;
  mail(payload: Uint8Array): boolean;
  shopper(): ShopperView;
  operator(): OperatorView;
  log(): string[];
  /** The operator's screen says whether somebody looks on. */
  changed(): void;
  everyMs?: number;
}

export interface Help {
  open(id: string, by: string, minutes: number): void;
  close(): void;
  /** Who looks on and until when, wall time; null: nobody. */
  notice(): { by: string; until: number } | null;
}

/** At most two views a second; the same view again only after so many turns. */
const defaultEveryMs = 500;
const repeatTurns = 10;

/** A view small enough for the wire: names instead of pictures, no sale's payment code. */
export function helpContent(shopper: ShopperView, operator: OperatorView, log: string[]): string {
  const slots = operator.slots.map(({ product, ...slot }) => ({
    ...slot,
    name: product?.name ?? slot.entry,
  }));
  const { qr: _qr, receiptUrl: _url, ...sale } = shopper.sale ?? { items: [] };
  const { slots: _all, ...rest } = operator;
  const view = {
    shopper: {
      outOfService: shopper.outOfService,
      methods: shopper.methods,
      sale: shopper.sale ? sale : null,
      message: shopper.message ?? null,
    },
    operator: { ...rest, tickets: rest.tickets.slice(0, 10), refusals: rest.refusals.slice(0, 10) },
    slots: slots.slice(0, 120),
    log,
  };
  return JSON.stringify(view);
}

export function createHelp(parts: HelpParts): Help {
  const { clock } = parts;
  let session: { id: string; by: string; until: number; endsAtMs: number } | undefined;
  let cancel = () => {};
  let last = '';
  let turns = 0;

  function end(): void {
    cancel();
    if (!session) return;
    session = undefined;
    parts.changed();
  }

  function tick(): void {
    if (!session) return;
    if (clock.monotonicMs() >= session.endsAtMs) return end();
    cancel = clock.setTimer(parts.everyMs ?? defaultEveryMs, tick);
    send(session);
  }

  function send({ id, until }: { id: string; until: number }): void {
    const view = helpContent(parts.shopper(), parts.operator(), parts.log());
    turns += 1;
    if (view === last && turns < repeatTurns) return;
    const message: HelpView = { v: 1, help: id, at: clock.nowMs(), until, view };
    if (!helpViewMessage.check(message).ok) return;
    if (!parts.mail(helpViewMessage.encode(message))) return;
    last = view;
    turns = 0;
  }

  return {
    open(id, by, minutes) {
      cancel();
      const lastsMs = minutes * 60_000;
      session = { id, by, until: clock.nowMs() + lastsMs, endsAtMs: clock.monotonicMs() + lastsMs };
      last = '';
      parts.changed();
      tick();
    },
    close: end,
    notice: () => (session ? { by: session.by, until: session.until } : null),
  };
}
