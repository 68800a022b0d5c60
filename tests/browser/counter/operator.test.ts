// An operator before a whole counter: goods are scanned, refused, put in and sold; motors are tried; PINs are guessed.
import { addDays } from '@zhuangui/protocol/days.ts';
import { describe, expect, it, vi } from 'vitest';
import { jam } from '../../../simulators/board/scenario-words.ts';
import { press, scan, typeNumber } from '../desk-touch.ts';
import { type CounterRig, forSale, openCounter, patience } from './counter.ts';
import { choose, codeOn, type Finger, touch } from './finger.ts';
import { technician, useWorld } from './world.ts';

const world = useWorld();
const timeout = 90_000;
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, patience);

const short = (day: string): string => day.slice(2).replaceAll('-', '');
/** GS1 DataMatrix as a scanner types it: goods, lot, made, best before. */
const dataMatrix = (gtin: string, lot: string, madeOn: string, bestBefore: string) =>
  `]d201${gtin.padStart(14, '0')}10${lot}\u001d11${short(madeOn)}17${short(bestBefore)}`;
const entryIn = ({ slots }: CounterRig, slot: number) =>
  world.entries.find(({ id }) => id === slots[slot - 1]!.entry)!;

const openDesk = (counter: CounterRig): Promise<Finger> => touch(world, `${counter.screens.url}/operator`);

async function enterPin(finger: Finger, pin: string): Promise<void> {
  await finger.seen('sign-in');
  await press(finger.page, technician.operator);
  await finger.tap('to-pin');
  await press(finger.page, pin);
}

async function signIn(finger: Finger): Promise<void> {
  await enterPin(finger, technician.pin);
  await finger.seen('desk');
}

/** Scans, and reads what the counter says about it. */
async function verdictOn(finger: Finger, code: string): Promise<{ verdict: string; said: string }> {
  await finger.seen('scan-wait');
  await scan(finger.page, code);
  await finger.seen('verdict');
  return {
    verdict: (await finger.attribute('verdict', 'data-verdict')) ?? '',
    said: await finger.words('verdict'),
  };
}

describe('restocking', () => {
  it(
    '[SCR-95] what must not come in is refused with its reason; what may is put in, and for sale',
    async () => {
      const counter = await openCounter(world);
      const shopper = await touch(world, counter.screens.url);
      await shopper.seen('slot-6-reason');
      const withdrawn = world.entries.at(-1)!;
      await world.hub.hub.sanctions.withdrawProduct(withdrawn.id, { reason: '抽检不合格', by: 'supervisor' });
      await soon(async () => {
        const lists = (await counter.lines()).filter((line) => line.kind === 'lists');
        expect(lists.at(-1)!.versions.withdrawals).toBeGreaterThan(1);
      });
      const finger = await openDesk(counter);
      await signIn(finger);
      await finger.tap('tile-restock');
      await finger.tap('restock-open');

      const uncertified = await verdictOn(finger, '6901234567892');
      expect(uncertified.verdict).toBe('unknown-goods');
      expect(uncertified.said).toContain('不在');
      expect(await finger.count('put')).toBe(0);
      await finger.tap('scan-drop');

      const gone = await verdictOn(finger, withdrawn.gtins[0]!);
      expect(gone).toMatchObject({ verdict: 'refused', said: expect.stringContaining('已被清理出产品目录') });
      expect(await finger.count('put')).toBe(0);
      await finger.tap('scan-drop');

      const goods = entryIn(counter, 6);
      const [gtin] = goods.gtins;
      const old = addDays(world.today, -goods.shelfLifeDays - 30);
      const expired = dataMatrix(gtin!, 'OLD1', old, addDays(old, goods.shelfLifeDays));
      expect(await verdictOn(finger, expired)).toMatchObject({
        verdict: 'refused',
        said: expect.stringContaining('已过保质期'),
      });
      await finger.tap('scan-drop');

      const torn = `${gtin!.slice(0, -1)}${(Number(gtin!.at(-1)) + 1) % 10}`;
      expect(await verdictOn(finger, torn)).toMatchObject({ verdict: 'unreadable' });
      await finger.tap('scan-drop');

      const made = addDays(world.today, -3);
      const good = dataMatrix(gtin!, 'NEW1', made, addDays(made, goods.shelfLifeDays));
      expect(await verdictOn(finger, good)).toMatchObject({ verdict: 'accepted' });
      await finger.tap('put-slot-6');
      await finger.tap('added');
      await typeNumber(finger.page, '4');
      await finger.tap('put-confirm');
      await finger.seen('done');
      await finger.tap('restock-close');
      await finger.tap('confirm-yes');
      await finger.seen('restock-summary');

      await shopper.page.getByTestId('slot-6-reason').waitFor({ state: 'detached' });
      await shopper.tap('slot-6');
      await shopper.seen('buy');
      const put = (await counter.lines()).filter((line) => line.kind === 'restock').at(-1);
      expect(put).toMatchObject({
        slot: 6,
        entry: goods.id,
        lot: 'NEW1',
        count: 4,
        operator: technician.operator,
      });
    },
    timeout,
  );
});

describe('the machine', () => {
  it(
    '[SCR-96] a test vend turns the motor once, is in the journal, and is no sale',
    async () => {
      const counter = await openCounter(world);
      const finger = await openDesk(counter);
      await signIn(finger);
      await finger.tap('tile-machine');
      await finger.tap('pick-1');
      await finger.tap('act-test-vend');
      await finger.tap('confirm-yes');
      await soon(async () => expect(await finger.attribute('test-vend', 'data-state')).toBe('delivered'));
      expect(counter.drops()).toEqual([1]);
      expect(await counter.line('test-vend')).toMatchObject({ slot: 1, operator: technician.operator });
      expect(await counter.line('test-outcome')).toMatchObject({ outcome: 'delivered' });
      expect(await world.hub.hub.ledger.totals({ counter: counter.id })).toMatchObject({ sales: 0 });
    },
    timeout,
  );
});

describe('a jam', () => {
  it(
    '[SCR-104] takes its slot out of sale until somebody has cleared it; then it sells again',
    async () => {
      const counter = await openCounter(world);
      await counter.board.apply(jam(1, 1));
      const shopper = await touch(world, counter.screens.url);
      await choose(shopper, [1], 'wechat');
      expect(world.gateway.pay(await codeOn(shopper))).toMatchObject({ ok: true });
      await shopper.seen('refund');
      await shopper.tap('dismiss');
      await shopper.seen('slot-1-reason');
      expect(await shopper.words('slot-1-reason')).toContain('故障');

      const finger = await openDesk(counter);
      await signIn(finger);
      await finger.seen('fault-slot-1');
      await finger.tap('tile-machine');
      await finger.tap('pick-1');
      await finger.tap('act-clear-jam');
      await finger.tap('confirm-yes');
      await shopper.page.getByTestId('slot-1-reason').waitFor({ state: 'detached' });
      await choose(shopper, [1], 'alipay');
      expect(world.gateway.pay(await codeOn(shopper))).toMatchObject({ ok: true });
      await shopper.seen('thanks');
      expect(counter.drops()).toEqual([1]);
    },
    timeout,
  );
});

describe('being let in', () => {
  it(
    '[SCR-97] by a phone at the hub’s page: number and PIN there, the desk here',
    async () => {
      const counter = await openCounter(world);
      const finger = await openDesk(counter);
      await finger.tap('by-phone');
      await finger.seen('qr');
      const phone = await touch(world, (await finger.attribute('qr', 'data-text'))!, {
        width: 390,
        height: 844,
      });
      await phone.page.fill('#operator', technician.operator);
      await phone.page.fill('#pin', '135790');
      await phone.page.locator('button').tap();
      await phone.page.locator('[data-result=wrong]').waitFor();
      await phone.page.fill('#operator', technician.operator);
      await phone.page.fill('#pin', technician.pin);
      await phone.page.locator('button').tap();
      await phone.page.locator('[data-result=approved]').waitFor();
      await finger.seen('desk');
      const entered = (await counter.lines()).filter((line) => line.kind === 'operator');
      expect(entered.at(-1)).toMatchObject({ operator: technician.operator });
    },
    timeout,
  );

  it(
    '[SCR-98] five wrong PINs lock it, over a power cut and a changed clock',
    async () => {
      const counter = await openCounter(world);
      const finger = await openDesk(counter);
      for (const wrong of ['111111', '222222', '333333', '444444']) {
        await enterPin(finger, wrong);
        await finger.seen('sign-in-note');
        await finger.page.reload();
      }
      await enterPin(finger, '555555');
      await finger.seen('locked-out');
      expect(await finger.words('locked-left')).toMatch(/^1[45]:\d\d$/);

      const disk = await counter.cutPower();
      counter.clock.setWallAhead(2 * 3_600_000);
      await counter.start(disk);
      await forSale(counter);
      await finger.page.reload();
      await finger.seen('locked-out');
      expect(await finger.words('locked-left')).toMatch(/^1[45]:\d\d$/);
      expect(await finger.count('digit-1')).toBe(0);
      const answer = await finger.page.evaluate(
        async (act) => {
          const headers = { 'content-type': 'application/json' };
          const sent = await fetch('/api/operator/act', {
            method: 'POST',
            headers,
            body: JSON.stringify(act),
          });
          return { status: sent.status, body: await sent.json() };
        },
        { act: 'sign-in-pin', operator: technician.operator, pin: technician.pin },
      );
      expect(answer).toMatchObject({ status: 409, body: { code: 'locked-out' } });
      // The shopper's side goes on.
      const shopper = await touch(world, counter.screens.url);
      await shopper.tap('slot-1');
      await shopper.seen('buy');
    },
    timeout,
  );
});
