// What this shopper is doing on the page: the basket, what is open, and the touches under way.
import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import { useEffect, useRef, useState } from 'react';
import type { LiveView } from '../shared/live-view.ts';
import { type Problem, post } from '../shared/post.ts';
import { type ShopperView, type SlotView, screenPaths } from '../views.ts';
import { addTo, type Cart, pruned, removeAt } from './cart.ts';
import type { Page } from './page-of.ts';

/** What lies over the shelf: one product, the basket, or the choice of how to pay for these slots. */
export type Overlay =
  | { kind: 'product'; slot: number }
  | { kind: 'cart' }
  | { kind: 'methods'; slots: Cart }
  | null;

export interface Shopping {
  cart: Cart;
  /** Something left the basket because it can no longer be bought. */
  hasDropped: boolean;
  overlay: Overlay;
  problem: Problem | null;
  /** False while the line is lost or a touch is under way: every button that acts is off. */
  canAct: boolean;
  lost: boolean;
  open(overlay: Overlay): void;
  add(slot: SlotView): void;
  remove(index: number): void;
  clear(): void;
  /** Orders these slots, or asks first how to pay when there is a choice. */
  buy(slots: Cart): void;
  orderWith(slots: Cart, method: PaymentMethod): void;
  touch(path: string): void;
  /** As `touch`, but a no is not worth a word: nobody pressed anything. */
  touchQuietly(path: string): void;
  forgetProblem(): void;
  reset(): void;
}

export function useShopping({ view, lost }: LiveView<ShopperView>, page: Page): Shopping {
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

  /** One touch at a time: the second press of an impatient finger is not a second order. */
  async function send(path: string, body: object, isQuiet = false): Promise<boolean> {
    if (isSendingNow.current || lost) return false;
    isSendingNow.current = true;
    setSending(true);
    const failure = await post(path, body);
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
    lost,
    open,
    add: (slot) => setCart(addTo(cart, slot)),
    remove: (index) => setCart(removeAt(cart, index)),
    clear: () => setCart([]),
    buy(slots) {
      const [method, ...others] = view?.methods ?? [];
      if (!method) return;
      if (others.length === 0) void orderWith(slots, method);
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
