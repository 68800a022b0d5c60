// Sales as a shopper makes them: a finger on the page, a phone at the gateway, coins in the machine, the hub's ledger.
import { yuan } from '@zhuangui/protocol/money.ts';
import { describe, expect, it, vi } from 'vitest';
import * as board from '../../../simulators/board/scenario-words.ts';
import { type CounterRig, openCounter, patience } from './counter.ts';
import { choose, codeOn, type Finger, touch } from './finger.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const timeout = 90_000;
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, patience);

const priceOf = ({ slots }: CounterRig, ...chosen: number[]) =>
  slots.filter(({ slot }) => chosen.includes(slot)).reduce((sum, { priceFen }) => sum + priceFen, 0);
const orderOf = async (counter: CounterRig) => (await counter.line('order')).order;
/** What really happened to the shopper's money. */
const atGateway = async (counter: CounterRig) => {
  const order = await orderOf(counter);
  return world.gateway.ledger().find(({ orderNo }) => orderNo === order)!;
};
const totals = ({ id }: CounterRig) => world.hub.hub.ledger.totals({ counter: id });

async function pay(finger: Finger): Promise<void> {
  expect(world.gateway.pay(await codeOn(finger))).toMatchObject({ ok: true });
}

describe('a sale', () => {
  it.each(['wechat', 'alipay'] as const)(
    '[SCR-90] by %s: code, payment, motor, thanks with a receipt, and the hub’s ledger has it',
    async (method) => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1], method);
      expect(await finger.words('paying')).toContain(yuan(priceOf(counter, 1)));
      await pay(finger);
      await finger.seen('thanks');
      expect(await finger.words('thanks')).toContain('谢谢');
      const receipt = `${world.hub.url}/r/${counter.id}/${await orderOf(counter)}`;
      expect(await codeOn(finger, 'receipt-qr')).toBe(receipt);
      // The public page behind the receipt's code.
      await soon(async () => expect((await fetch(receipt)).status).toBe(200));
      expect(counter.drops()).toEqual([1]);
      expect(counter.board.violations()).toEqual([]);
      const fen = priceOf(counter, 1);
      expect(await atGateway(counter)).toMatchObject({ provider: method, chargedFen: fen, refundedFen: 0 });
      await soon(async () =>
        expect(await totals(counter)).toMatchObject({ sales: 1, salesFen: fen, refunds: 0 }),
      );
    },
    timeout,
  );

  it(
    '[SCR-91] by cash: what is missing, then goods, and change to the fen',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      const fen = priceOf(counter, 2);
      await choose(finger, [2], 'cash');
      await soon(async () => expect(await finger.attribute('cash-state', 'data-state')).toBe('accepting'));
      counter.board.insertMoney(100, 2);
      await soon(async () => expect(await finger.words('cash-missing')).toContain(yuan(fen - 100)));
      counter.board.insertMoney(10_000 - 100, 1);
      await finger.seen('thanks');
      const change = 10_000 - fen;
      expect(await finger.words('change')).toContain(yuan(change));
      expect(counter.drops()).toEqual([2]);
      expect(counter.board.truth().cash).toMatchObject({ insertedFen: 10_000, paidOutFen: change });
      expect(counter.board.truth().creditFen).toBe(0);
      await soon(async () => expect(await totals(counter)).toMatchObject({ sales: 1, salesFen: fen }));
    },
    timeout,
  );

  it(
    '[SCR-91] by cash, cancelled: what was put in comes out, and the page says how much',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [2], 'cash');
      await soon(async () => expect(await finger.attribute('cash-state', 'data-state')).toBe('accepting'));
      counter.board.insertMoney(500, 1);
      await soon(async () => expect(await finger.words('cancel-pay')).toContain('5.00'));
      await finger.tap('cancel-pay');
      await finger.seen('refund');
      await soon(async () => expect(await finger.words('settlement')).toContain('5.00'));
      await soon(() => expect(counter.board.truth().cash.paidOutFen).toBe(500));
      expect(counter.drops()).toEqual([]);
    },
    timeout,
  );

  it(
    '[SCR-91] by cash, out of change half-way: the page says what came out and what is still owed',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      const change = 5000 - priceOf(counter, 2);
      await counter.board.apply(board.payoutJam({ paysFen: 1000 }));
      await counter.board.apply(board.changeFloat(2000));
      await choose(finger, [2], 'cash');
      await soon(async () => expect(await finger.attribute('cash-state', 'data-state')).toBe('accepting'));
      counter.board.insertMoney(5000, 1);
      await finger.seen('refund');
      await soon(async () => expect(await finger.attribute('refund', 'data-phase')).toBe('refund-pending'));
      expect(counter.drops()).toEqual([2]);
      await soon(async () => {
        const { paidOutFen } = counter.board.truth().cash;
        expect(paidOutFen).toBe(2000);
        const settlement = await finger.words('settlement');
        for (const fen of [paidOutFen, change - paidOutFen]) expect(settlement).toContain(yuan(fen));
      });
      await finger.tap('dismiss');
      await finger.tap('slot-1');
      await finger.tap('buy');
      await finger.seen('outage-cash');
    },
    timeout,
  );

  it(
    '[SCR-92] of three with one jam: two fall, exactly the third is given back',
    async () => {
      const counter = await openCounter(world);
      await counter.board.apply(board.jam(3));
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1, 3, 4], 'wechat');
      await pay(finger);
      await finger.seen('refund');
      await soon(async () => expect(await finger.attribute('item-2', 'data-phase')).toBe('refunded'));
      const [paid, back] = [priceOf(counter, 1, 3, 4), priceOf(counter, 3)];
      expect(await finger.words('item-2')).toContain(yuan(back));
      const settlement = await finger.words('settlement');
      for (const fen of [paid, paid - back, back]) expect(settlement).toContain(yuan(fen));
      expect(await finger.words('where')).toContain('微信');
      expect(await finger.attribute('order-number', 'data-order')).toBe(
        (await orderOf(counter)).slice(-8).toUpperCase(),
      );
      expect(counter.drops()).toEqual([1, 4]);
      expect(await atGateway(counter)).toMatchObject({ chargedFen: paid, refundedFen: back });
      await soon(async () =>
        expect(await totals(counter)).toMatchObject({ sales: 2, salesFen: paid - back, refundsFen: back }),
      );
    },
    timeout,
  );
});

describe('money that comes when nobody waits for it', () => {
  it.each(['wechat', 'alipay'] as const)(
    '[SCR-93] %s: paid after the shopper cancelled, the hub gives all of it back',
    async (method) => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1], method);
      const code = await codeOn(finger);
      world.gateway.scan(code);
      await finger.tap('cancel-pay');
      await finger.seen('cancelled');
      world.gateway.setFaults([{ kind: 'pay-after-close', count: 1 }]);
      expect(world.gateway.pay(code)).toMatchObject({ ok: true });
      const fen = priceOf(counter, 1);
      await soon(async () =>
        expect(await atGateway(counter)).toMatchObject({ chargedFen: fen, refundedFen: fen }),
      );
      expect(counter.drops()).toEqual([]);
      await finger.tap('dismiss');
      await finger.seen('slot-1');
    },
    timeout,
  );

  it(
    '[SCR-93] paid, the notification lost, then cancelled: no goods, and the page says what goes back',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1], 'wechat');
      world.gateway.setFaults([{ kind: 'notify-never' }]);
      await pay(finger);
      await finger.tap('cancel-pay');
      const fen = priceOf(counter, 1);
      await finger.seen('refund');
      await soon(async () =>
        expect(await atGateway(counter)).toMatchObject({ chargedFen: fen, refundedFen: fen }),
      );
      await soon(async () => expect(await finger.words('settlement')).toContain(yuan(fen)));
      expect(counter.drops()).toEqual([]);
      world.gateway.setFaults([]);
    },
    timeout,
  );
});

describe('a withdrawal during a sale', () => {
  it(
    '[SCR-94] between payment and motor: never dispensed, given back, the reason on the page',
    async () => {
      const counter = await openCounter(world);
      await counter.board.apply(board.slowMotor(1, 4000));
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1, 2], 'wechat');
      await pay(finger);
      await soon(() => expect(counter.motorTurns(1)).toBe(1));
      const { entry } = counter.slots[1]!;
      await world.hub.hub.sanctions.withdrawProduct(entry, { reason: '抽检不合格', by: 'supervisor' });
      await finger.seen('refund');
      await soon(async () => expect(await finger.attribute('item-2', 'data-phase')).toBe('refunded'));
      expect(await finger.words('item-2')).toContain('已被清理出产品目录');
      const back = priceOf(counter, 2);
      expect(await finger.words('settlement')).toContain(yuan(back));
      expect(await atGateway(counter)).toMatchObject({ refundedFen: back });
      expect(counter.drops()).toEqual([1]);
      expect(counter.motorTurns(2)).toBe(0);
      const kinds = (await counter.lines()).filter((line) => line.kind === 'paid' || line.kind === 'lists');
      expect(kinds.at(-1)).toMatchObject({ kind: 'lists' });
      await finger.tap('dismiss');
      await finger.seen('slot-2-reason');
    },
    timeout,
  );

  it(
    '[SCR-94] while the shopper pays: the money goes back, and no motor turns',
    async () => {
      const counter = await openCounter(world);
      const finger = await touch(world, counter.screens.url);
      await choose(finger, [1], 'alipay');
      await codeOn(finger);
      const { entry } = counter.slots[0]!;
      await world.hub.hub.sanctions.withdrawProduct(entry, { reason: '抽检不合格', by: 'supervisor' });
      await soon(() => expect(counter.agent.shopperView().slots[0]).toMatchObject({ forSale: false }));
      await pay(finger);
      await finger.seen('refund');
      const fen = priceOf(counter, 1);
      await soon(async () =>
        expect(await atGateway(counter)).toMatchObject({ chargedFen: fen, refundedFen: fen }),
      );
      expect(counter.motorTurns(1)).toBe(0);
    },
    timeout,
  );
});
