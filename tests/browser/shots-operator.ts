// Pictures of the operator's page.
import type { FakeDesk } from '@zhuangui/device/screens/testing/fake-desk.ts';
import { sampleSignedIn } from '@zhuangui/device/screens/testing/sample-desk.ts';
import { sampleProduct } from '@zhuangui/device/screens/testing/sample-views.ts';
import type { Page } from 'playwright-core';
import { openTile, press, scan, signIn } from './desk-touch.ts';
import type { Shot } from './shots.ts';

interface Parts {
  desk?(desk: FakeDesk): void;
  act?(page: Page): Promise<void>;
}

const shot = (name: string, until: string, parts: Parts = {}): Shot => ({
  name: `operator-${name}`,
  url: '/operator',
  view() {},
  until,
  modes: false,
  ...parts,
});

const restocking = (text: string) => async (page: Page) => {
  await openTile(page, 'restock');
  await page.getByTestId('restock-open').tap();
  await page.getByTestId('scan-wait').waitFor();
  await scan(page, text);
  await page.getByTestId('verdict').waitFor();
};
const slotSheet = (slot: number) => async (page: Page) => {
  await openTile(page, 'planogram');
  await page.getByTestId(`slot-${slot}`).tap();
};
const code = '0106901234567892';

export const operatorShots: Shot[] = [
  shot('sign-in', 'sign-in'),
  shot('pin', 'pin-dots', {
    async act(page) {
      await press(page, '1001');
      await page.getByTestId('to-pin').tap();
      await press(page, '24');
    },
  }),
  shot('locked', 'locked-out', { desk: (desk) => desk.showOutside({ lockedForMs: 893_000, triesLeft: 0 }) }),
  shot('phone', 'qr', { act: (page) => page.getByTestId('by-phone').tap() }),
  shot('phone-refused', 'approval', {
    desk: (desk) => desk.showOutside({ approval: { url: null, expiresInMs: 60_000, state: 'no-network' } }),
  }),
  shot('enrolment', 'enrolment', {
    desk: (desk) =>
      desk.showOutside({
        noAccounts: true,
        enrolment: {
          counter: 'nm-150102-0001',
          state: 'refused',
          detail: 'the code was used before',
          notAfter: null,
        },
      }),
  }),
  shot('home', 'desk', { act: signIn }),
  shot('home-supervisor', 'desk', {
    desk: (desk) => {
      const { view } = sampleSignedIn();
      desk.show({
        role: 'supervisor',
        name: '巴特尔',
        may: ['see', 'export'],
        faults: [],
        view: { ...view, outOfService: 'too-warm', freshness: 'red' },
      });
    },
    act: signIn,
  }),
  shot('idle', 'idle-warning', { desk: (desk) => desk.show({ idleLeftMs: 15_000 }), act: signIn }),
  shot('restock', 'restock-open', { act: (page) => openTile(page, 'restock') }),
  shot('restock-accepted', 'put', {
    async act(page) {
      await restocking(code)(page);
      await page.getByTestId('put-slot-5').tap();
      await page.getByTestId('put-confirm').waitFor();
    },
  }),
  shot('restock-other-lot', 'other-lot', {
    async act(page) {
      await restocking(code)(page);
      await page.getByTestId('put-slot-1').tap();
    },
  }),
  shot('restock-refused', 'verdict-reasons', {
    desk: (desk) => {
      desk.scan = () => ({ verdict: 'refused', reasons: ['lot-withdrawn', 'lot-expired'], slots: [] });
    },
    act: restocking(code),
  }),
  shot('restock-unknown', 'verdict', {
    desk: (desk) => {
      desk.scan = () => ({ verdict: 'unknown-goods', candidates: [], slots: [] });
    },
    act: restocking('6901234567892'),
  }),
  shot('restock-choice', 'verdict', {
    desk: (desk) => {
      const other = sampleProduct({ entry: 'NM-2020-00031', specification: '1 kg' });
      desk.scan = () => ({ verdict: 'needs-choice', candidates: [sampleProduct(), other] });
    },
    act: restocking('6901234567892'),
  }),
  shot('restock-dates', 'dates', {
    desk: (desk) => {
      desk.scan = () => ({ verdict: 'needs-dates', lot: null, madeOn: null, bestBefore: null });
    },
    act: restocking('6901234567892'),
  }),
  shot('restock-lot', 'text-sheet', {
    desk: (desk) => {
      desk.scan = () => ({ verdict: 'needs-dates', lot: null, madeOn: null, bestBefore: null });
    },
    async act(page) {
      await restocking('6901234567892')(page);
      await page.getByTestId('lot').tap();
    },
  }),
  shot('restock-done', 'restock-summary', {
    async act(page) {
      await restocking(code)(page);
      await page.getByTestId('put-slot-5').tap();
      await page.getByTestId('put-confirm').tap();
      await page.getByTestId('done').waitFor();
      await page.getByTestId('restock-close').tap();
      await page.getByTestId('confirm-yes').tap();
    },
  }),
  shot('planogram', 'slot-1', { act: (page) => openTile(page, 'planogram') }),
  shot('slot', 'slot-sheet', { act: slotSheet(2) }),
  shot('stock', 'stock-difference', {
    async act(page) {
      await slotSheet(1)(page);
      await page.getByTestId('act-stock').tap();
      await page.getByTestId('found-less').tap();
    },
  }),
  shot('price', 'number-sheet', {
    async act(page) {
      await slotSheet(1)(page);
      await page.getByTestId('act-price').tap();
      await page.getByTestId('new-price').tap();
    },
  }),
  shot('test-vend', 'confirm', {
    async act(page) {
      await slotSheet(1)(page);
      await page.getByTestId('act-test-vend').tap();
    },
  }),
  shot('cash', 'count-notes', { act: (page) => openTile(page, 'cash') }),
  shot('cash-count', 'count-difference', {
    async act(page) {
      await openTile(page, 'cash');
      await page.getByTestId('count-notes').tap();
      await page.getByTestId('counted').tap();
      await press(page, '26400');
      await page.getByTestId('number-done').tap();
    },
  }),
  shot('machine', 'now-c', { act: (page) => openTile(page, 'machine') }),
  shot('records', 'care', { act: (page) => openTile(page, 'records') }),
  shot('tickets', 'tickets', { act: (page) => openTile(page, 'tickets') }),
  shot('pending', 'pending', { act: (page) => openTile(page, 'pending') }),
  shot('problem', 'problem', {
    desk: (desk) => {
      desk.answer = ({ act }) =>
        act === 'test-vend'
          ? { ok: false, code: 'gate', why: 'gate', message: '', reasons: ['lot-withdrawn', 'too-warm'] }
          : undefined;
    },
    async act(page) {
      await slotSheet(2)(page);
      await page.getByTestId('act-test-vend').tap();
      await page.getByTestId('confirm-yes').tap();
    },
  }),
];
