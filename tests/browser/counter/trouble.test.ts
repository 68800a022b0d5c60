// What goes wrong around a shopper: no network, no news, no power, no patience; and a cabinet that gives less than paid.
import { yuan } from '@zhuangui/protocol/money.ts';
import { describe, expect, it, vi } from 'vitest';
import * as board from '../../../simulators/board/scenario-words.ts';
import { type CounterRig, forSale, openCounter, patience } from './counter.ts';
import { choose, codeOn, touch } from './finger.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const timeout = 90_000;
const hourMs = 3_600_000;
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, patience);

const atGateway = async (counter: CounterRig) => {
  const { order } = await counter.line('order');
  return world.gateway.ledger().find(({ orderNo }) => orderNo === order)!;
};
const priceOf = ({ slots }: CounterRig, slot: number) => slots[slot - 1]!.priceFen;
const plugged = ({ agent }: CounterRig) =>
  soon(() => expect(agent.link.status()).toMatchObject({ connected: true, unsent: 0 }));

describe('no network', () => {
  it(
    '[SCR-99] while the shopper pays: said as open, the counter goes on, and the money is settled later',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1], 'wechat');
      const code = await codeOn(finger);
      counter.cable.setPlugged(false);
      await soon(() => expect(counter.agent.link.status().connected).toBe(false));
      expect(world.gateway.pay(code)).toMatchObject({ ok: true });
      await finger.tap('cancel-pay');
      await finger.seen('pending');
      expect(await finger.words('pending')).toContain('12317');
      await finger.tap('dismiss');
      // The next shopper finds the counter open, and why a phone does not help now.
      await finger.tap('slot-2');
      await finger.tap('buy');
      expect(await finger.words('outage-wechat')).toContain('网络');
      await finger.seen('method-cash');
      counter.cable.setPlugged(true);
      await plugged(counter);
      const fen = priceOf(counter, 1);
      await soon(async () =>
        expect(await atGateway(counter)).toMatchObject({ chargedFen: fen, refundedFen: fen }),
      );
      expect(counter.drops()).toEqual([]);
      await soon(async () => {
        const open = await world.hub.hub.ledger.pendingOrders();
        expect(open.filter((one) => one.counter === counter.id)).toEqual([]);
      });
    },
    timeout,
  );

  it(
    '[SCR-99] for a moment only: what was paid meanwhile is heard of, and the goods fall',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1], 'alipay');
      const code = await codeOn(finger);
      counter.cable.setPlugged(false);
      await soon(() => expect(counter.agent.link.status().connected).toBe(false));
      expect(world.gateway.pay(code)).toMatchObject({ ok: true });
      await finger.seen('paying');
      counter.cable.setPlugged(true);
      await finger.seen('thanks');
      expect(counter.drops()).toEqual([1]);
      await plugged(counter);
      expect(await world.hub.hub.ledger.totals({ counter: counter.id })).toMatchObject({ sales: 1 });
    },
    timeout,
  );

  it(
    '[SCR-100] too long without news: first said, then nothing is sold any more',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await finger.seen('slot-1');
      counter.cable.setPlugged(false);
      counter.clock.pass(25 * hourMs);
      await soon(() => expect(counter.agent.shopperView().freshness).toBe('amber'));
      await soon(async () => expect(await finger.page.locator('body').textContent()).toContain('目录待更新'));
      counter.clock.pass(48 * hourMs);
      await finger.seen('out-of-service');
      expect(await finger.attribute('out-of-service', 'data-reason')).toBe('lists-too-old');
      const refused = await finger.page.evaluate(async () => {
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ slots: [1], method: 'cash' });
        return (await fetch('/api/orders', { method: 'POST', headers, body })).status;
      });
      expect(refused).toBe(409);
      expect((await counter.lines()).filter((line) => line.kind === 'order')).toEqual([]);
      expect(counter.motorTurns(1)).toBe(0);
    },
    timeout,
  );
});

describe('no patience', () => {
  it(
    '[SCR-101] touched again and again, it is one order, paid as chosen first',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await finger.tap('slot-1');
      await finger.tap('buy');
      await finger.seen('method-wechat');
      await finger.page.evaluate(() => {
        const press = (id: string) => document.querySelector<HTMLElement>(`[data-testid=${id}]`)?.click();
        for (const id of ['method-wechat', 'method-wechat', 'method-alipay', 'method-wechat']) press(id);
      });
      const code = await codeOn(finger);
      const answer = await finger.page.evaluate(async () => {
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ slots: [2], method: 'alipay' });
        return (await fetch('/api/orders', { method: 'POST', headers, body })).status;
      });
      expect(answer).toBe(409);
      expect(await finger.attribute('paying', 'data-method')).toBe('wechat');
      expect(world.gateway.pay(code)).toMatchObject({ ok: true });
      expect(world.gateway.pay(code)).toMatchObject({ ok: false });
      await finger.seen('thanks');
      expect((await counter.lines()).filter((line) => line.kind === 'order')).toHaveLength(1);
      expect(counter.drops()).toEqual([1]);
      await finger.page.getByTestId('dismiss').evaluate((button: HTMLElement) => {
        button.click();
        button.click();
      });
      await finger.seen('slot-1');
    },
    timeout,
  );
});

describe('no power', () => {
  it(
    '[SCR-102] cut while the shopper pays: the page says so and comes back, the payment is given back',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1], 'alipay');
      const code = await codeOn(finger);
      const disk = await counter.cutPower();
      await finger.seen('lost');
      expect(world.gateway.pay(code)).toMatchObject({ ok: true });
      await counter.start(disk);
      await forSale(counter);
      await finger.page.getByTestId('lost').waitFor({ state: 'detached' });
      const fen = priceOf(counter, 1);
      await soon(async () =>
        expect(await atGateway(counter)).toMatchObject({ chargedFen: fen, refundedFen: fen }),
      );
      expect(counter.drops()).toEqual([]);
      // The same page sells again.
      await finger.tap('slot-2');
      await finger.tap('buy');
      await finger.tap('method-wechat');
      expect(world.gateway.pay(await codeOn(finger))).toMatchObject({ ok: true });
      await finger.seen('thanks');
      expect(counter.drops()).toEqual([2]);
    },
    timeout,
  );
});

describe('a cabinet', () => {
  it(
    '[SCR-103] less is taken than was paid for: the weights say so, and the rest is given back',
    async () => {
      const left = { cabinet: 0, door: 'left' as const };
      const doors = [
        { ...left, slots: [1, 2, 3] },
        { cabinet: 0, door: 'right' as const, slots: [4, 5, 6] },
      ];
      const counter = await openCounter(world, { machine: 'cabinet', doors });
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1, 2], 'wechat');
      expect(world.gateway.pay(await codeOn(finger))).toMatchObject({ ok: true });
      await soon(async () => expect(await finger.attribute('cabinet', 'data-state')).toBe('open'));
      await counter.board.apply(board.pullDoor(left));
      // A hand needs longer than the board needs to tell of the door.
      await soon(async () => {
        const doors = (await counter.lines()).filter((line) => line.kind === 'cabinet-door');
        expect(doors.at(-1)).toMatchObject({ event: 'opened', door: 'left' });
      });
      await counter.board.apply(board.takeFrom(1));
      await counter.board.apply(board.shutDoor(left));
      await finger.seen('refund');
      await soon(async () => expect(await finger.attribute('item-2', 'data-phase')).toBe('refunded'));
      const back = priceOf(counter, 2);
      expect(await finger.words('item-2')).toContain(yuan(back));
      expect(await atGateway(counter)).toMatchObject({
        chargedFen: priceOf(counter, 1) + back,
        refundedFen: back,
      });
      await soon(async () =>
        expect(await world.hub.hub.ledger.totals({ counter: counter.id })).toMatchObject({
          sales: 1,
          salesFen: priceOf(counter, 1),
          refundsFen: back,
        }),
      );
    },
    timeout,
  );
});
