// What this shopper is doing on the page: the basket, what is open, and the touches under way.
import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import { useEffect, useRef, useState } from 'react';
import type { LiveView } from '../shared/live-view.ts';
import { ask, type Problem, post } from '../shared/post.ts';
import { type ShopperView, type SlotView, screenPaths } from '../views.ts';
import { addTo, type Cart, pruned, removeAt } from './cart.ts';
import type { Page } from './page-of.ts';

/** What lies over the page: one product, the basket, the choice of how to pay for these slots, who runs this counter. */
export type Overlay =
  | { kind: 'product'; slot: number }
  | { kind: 'cart' }
  | { kind: 'methods'; slots: Cart }
  | { kind: 'info' }
  | null;

export interface Shopping {
  cart: Cart;
  /** Something left the basket because it can no longer be bought. */
  hasDropped: boolean;
  overlay: Overlay;
  problem: Problem | null;
  /** False while the line is lost or a touch is under way: every button that acts is off. */
  canAct: boolean;
  isSending: boolean;
  lost: boolean;
  open(overlay: Overlay): void;
  add(slot: SlotView): void;
  /** Goods taken to the scanner: into the basket, or why not. */
  scan(text: string): void;
  remove(index: number): void;
  clear(): void;
  /** Orders these slots, or asks first how to pay when there is a choice, or something to say about the others. */
  buy(slots: Cart): void;
  orderWith(slots: Cart, method: PaymentMethod): void;
  touch(path: string): void;
  /** As `touch`, but a no is not worth a word: nobody pressed anything. */
  touchQuietly(path: string): void;
  forgetProblem(): void;
  reset(): void;
}

/** A touch that was taken shows at once in the view; so long at most the buttons wait for it. */
const viewWithinMs = 1_500;

export function useShopping({ view, lost, receivedAtMs }: LiveView<ShopperView>, page: Page): Shopping {
  const [cart, setCart] = useState<Cart>([]);
  const [hasDropped, setDropped] = useState(false);
  const [overlay, open] = useState<Overlay>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSending, setSending] = useState(false);
  const isSendingNow = useRef(false);

  useEffect(() => {
    if (!view) return;
    const kept = pruned(cart, view.slots);
    if (kept === cart) return;
    setCart(kept);
    setDropped(true);
  }, [view, cart]);
  useEffect(() => {
    if (page !== 'shelf') open(null);
  }, [page]);
  const viewCame = useViewCame(receivedAtMs);

  /** SCR-35: one touch at a time: the second press of an impatient finger is not a second order. */
  async function send(path: string, body: object, isQuiet = false): Promise<boolean> {
    if (isSendingNow.current || lost) return false;
    isSendingNow.current = true;
    setSending(true);
    const sentAtMs = performance.now();
    const failure = await post(path, body);
    if (!failure) await viewCame(sentAtMs);
    isSendingNow.current = false;
    setSending(false);
    if (!isQuiet) setProblem(failure);
    return failure === null;
  }
  async function orderWith(slots: Cart, method: PaymentMethod): Promise<void> {
    if (!(await send(screenPaths.order, { slots, method }))) return;
    open(null);
    setDropped(false);
    setCart((now) => (now === slots ? [] : now));
  }

  return {
    cart,
    hasDropped,
    overlay,
    problem,
    canAct: !lost && !isSending,
    isSending,
    lost,
    open,
    add: (slot) => setCart(addTo(cart, slot)),
    async scan(text) {
      if (page !== 'shelf' || lost) return;
      const found = await ask<{ slot: number }>(screenPaths.scan, { scan: text });
      const slot = view?.slots.find((one) => one.slot === found?.slot);
      if (slot) setCart((now) => addTo(now, slot));
      else setProblem({ code: 'not-for-sale', refusals: [] });
    },
    remove: (index) => setCart(removeAt(cart, index)),
    clear: () => setCart([]),
    buy(slots) {
      const [method, ...others] = view?.methods ?? [];
      const hasChoice = others.length > 0 || (view?.methodOutages.length ?? 0) > 0;
      if (!method && !hasChoice) return;
      if (method && !hasChoice) void orderWith(slots, method);
      else open({ kind: 'methods', slots });
    },
    orderWith,
    touch: (path) => void send(path, {}),
    touchQuietly: (path) => void send(path, {}, true),
    forgetProblem: () => setProblem(null),
    reset() {
      setCart([]);
      setDropped(false);
      open(null);
      setProblem(null);
    },
  };
}

/** Waits for a view that came after `sinceMs`, or until it has taken too long. */
function useViewCame(receivedAtMs: number): (sinceMs: number) => Promise<void> {
  const newest = useRef({ atMs: receivedAtMs, wake: () => {} });
  useEffect(() => {
    newest.current.atMs = receivedAtMs;
    newest.current.wake();
  }, [receivedAtMs]);
  return (sinceMs) =>
    new Promise((resolve) => {
      if (newest.current.atMs > sinceMs) return resolve();
      newest.current.wake = resolve;
      setTimeout(resolve, viewWithinMs);
    });
}
