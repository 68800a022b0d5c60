// The operator's page under a finger, in a real browser, against the real screen server and a desk that follows a script.
import { listenScreens, type ScreenServer, screenApp } from '@zhuangui/device/screens/server.ts';
import { type FakeDesk, fakeDesk, rightBadge, rightPin } from '@zhuangui/device/screens/testing/fake-desk.ts';
import { fakeSource } from '@zhuangui/device/screens/testing/fake-source.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type BuiltPages, buildPages } from './built-pages.ts';
import { openTile, press, scan, signIn, typeNumber } from './desk-touch.ts';
import { operatorShots } from './shots-operator.ts';

const silent = { info() {}, warn() {}, error() {} };
const portrait = { width: 1080, height: 1920 };
const landscape = { width: 1280, height: 800 };

let built: BuiltPages;
let browser: Browser;
let server: ScreenServer;
let desk: FakeDesk;
let context: BrowserContext;
let page: Page;
let problems: string[];

beforeAll(async () => {
  built = await buildPages();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await built.remove();
});
beforeEach(async () => {
  desk = fakeDesk();
  await begin();
});
afterEach(async () => {
  await context.close();
  await server.close();
  expect(problems).toEqual([]);
});

async function begin(): Promise<void> {
  const app = screenApp({ source: fakeSource(), desk, log: silent, pages: built.folder });
  server = await listenScreens(app, '127.0.0.1', 0);
  problems = [];
  context = await browser.newContext({ viewport: portrait, hasTouch: true });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${server.url}/operator`);
}

const at = (id: string) => page.getByTestId(id);
const tap = (id: string) => at(id).tap();
const seen = (id: string) => at(id).waitFor({ state: 'visible' });
const words = async (id: string) => (await at(id).textContent()) ?? '';
const lastAct = () => desk.acts.filter(({ act }) => act !== 'stay').at(-1);

describe('signing in', () => {
  it('[SCR-65] by number and PIN, of which only dots are seen', async () => {
    await press(page, '1001');
    await tap('to-pin');
    await press(page, rightPin.slice(0, 5));
    expect(await at('pin-dots').getAttribute('data-count')).toBe('5');
    expect(await page.locator('.sign-in-card output').count()).toBe(0);
    await press(page, rightPin.slice(5));
    await seen('desk');
    expect(desk.acts).toEqual([{ act: 'sign-in-pin', operator: '1001', pin: rightPin }]);
  });

  it('[SCR-65] a wrong PIN says how many tries are left, the last one locks with a countdown', async () => {
    desk.showOutside({ triesLeft: 2 });
    await signIn(page, '111111');
    await expect.poll(() => words('sign-in-note')).toContain('还可以试 1 次');
    // The number stays, so that a PIN typed by habit is never readable in its place.
    expect(await at('operator-number').count()).toBe(0);
    await press(page, '222222');
    await seen('locked-out');
    expect(await words('locked-left')).toMatch(/1[45]:\d\d/);
    expect(await at('digit-1').count()).toBe(0);
    await tap('by-phone');
    await seen('approval');
  });

  it('[SCR-64] [SCR-65] a badge is read like a keyboard, is not shown, and needs the PIN', async () => {
    await seen('sign-in');
    await scan(page, rightBadge);
    await seen('badge-read');
    expect(await page.locator('body').textContent()).not.toContain(rightBadge);
    await press(page, rightPin);
    await seen('desk');
    expect(desk.acts).toEqual([{ act: 'sign-in-badge', badge: rightBadge, pin: rightPin }]);
  });

  it('[SCR-65] the digits stand elsewhere when asked, and still type themselves', async () => {
    await press(page, '1001');
    await tap('to-pin');
    await tap('shuffle');
    await press(page, rightPin);
    await seen('desk');
  });

  it('[SCR-65] by phone: a code with its time, then in; refused says so', async () => {
    await tap('by-phone');
    await seen('qr');
    expect(await at('qr').getAttribute('data-text')).toContain('https://hub.example/approve/');
    expect(await words('approval-left')).toMatch(/^(1:00|0:5\d)$/);
    desk.showOutside({ approval: { url: null, expiresInMs: 30_000, state: 'refused' } });
    await expect.poll(() => at('approval').getAttribute('data-state')).toBe('refused');
    await tap('approval-cancel');
    await tap('by-phone');
    await seen('qr');
    desk.approve();
    await seen('desk');
  });

  it('[SCR-66] a counter without an identity is enrolled with a scanned code, small letters and hyphens or not', async () => {
    const enrolment = { counter: 'nm-150102-0001', state: 'needed', detail: '', notAfter: null } as const;
    desk.showOutside({ noAccounts: true, enrolment });
    await seen('enrolment');
    await scan(page, 'abcd-efgh-ijkl-2345');
    await expect.poll(() => at('enrolment').getAttribute('data-state'), { timeout: 5000 }).toBe('asking');
    expect(lastAct()).toEqual({ act: 'enrol', code: 'ABCDEFGHIJKL2345' });
    desk.showOutside({ enrolment: { ...enrolment, state: 'refused', detail: 'used before' } });
    await expect.poll(() => words('enrolment')).toContain('used before');
  });
});

describe('the session', () => {
  it('[SCR-60] [SCR-73] home says what is wrong, since when, and what to do, also for a code without words', async () => {
    desk.show({
      faults: [
        { code: 'slot-7', since: 0, detail: 'motor', slot: 7, severity: 'warning' },
        { code: 'teapot', since: 0, detail: 'short and stout', slot: null, severity: 'critical' },
      ],
    });
    await signIn(page);
    await seen('fault-slot-7');
    expect(await words('fault-slot-7')).toContain('排除卡货');
    expect(await words('fault-teapot')).toContain('联系平台');
    expect(await words('fault-teapot')).toContain('short and stout');
    expect(await page.locator('.fault').first().getAttribute('data-testid')).toBe('fault-teapot');
  });

  it('[SCR-63] what the role may not do is off and says who may', async () => {
    desk.show({ role: 'supervisor', may: ['see', 'export'] });
    await signIn(page);
    await seen('desk');
    expect(await at('tile-restock').isDisabled()).toBe(true);
    expect(await words('tile-restock')).toContain('仅限补货员或技术员');
    await tap('tile-planogram');
    await tap('slot-1');
    expect(await at('act-test-vend').isDisabled()).toBe(true);
    expect(await words('act-test-vend')).toContain('仅限技术员');
  });

  it('[SCR-67] warns before it signs out; a touch keeps it, none ends it', async () => {
    desk.show({ idleLeftMs: 15_000 });
    await signIn(page);
    await seen('idle-warning');
    desk.answer = (act) => {
      if (act.act === 'stay') desk.show({ idleLeftMs: 120_000 });
      return undefined;
    };
    await tap('idle-stay');
    await at('idle-warning').waitFor({ state: 'detached' });
    desk.show({ idleLeftMs: 900 });
    await seen('sign-in');
    expect(lastAct()).toEqual({ act: 'sign-out' });
  });

  it('[SCR-67] the counter’s own sign-out shows the sign-in page with nothing left of the person', async () => {
    await signIn(page);
    await seen('desk');
    desk.expire();
    await seen('sign-in');
    expect(await page.locator('body').textContent()).not.toContain('王敏');
    expect((await words('operator-number')).trim()).toBe('');
  });

  it('[SCR-61] a refusal is said in words, with the gate’s reasons', async () => {
    desk.answer = ({ act }) =>
      act === 'test-vend'
        ? { ok: false, code: 'gate', why: 'gate', message: '', reasons: ['lot-withdrawn'] }
        : undefined;
    await openTile(page, 'planogram');
    await tap('slot-2');
    await tap('act-test-vend');
    await tap('confirm-yes');
    await seen('problem');
    expect(await words('problem')).toContain('该批次已被召回');
    await tap('problem-close');
    await at('problem').waitFor({ state: 'detached' });
  });
});

describe('restocking', () => {
  const beginSession = async () => {
    await openTile(page, 'restock');
    await tap('restock-open');
    await seen('scan-wait');
  };

  it('[SCR-68] [SCR-69] scan, slot, count, confirm, end: every step is an act of the desk', async () => {
    await beginSession();
    await scan(page, '010690123456789217271031\u001d10L20261101');
    await seen('verdict');
    expect(await at('verdict').getAttribute('data-verdict')).toBe('accepted');
    expect(lastAct()).toMatchObject({ scan: '010690123456789217271031\u001d10L20261101' });
    await tap('put-slot-5');
    await tap('added');
    await typeNumber(page, '6');
    await tap('put-confirm');
    await seen('done');
    expect(lastAct()).toEqual({
      act: 'restock-put',
      session: 's0123456789abcdef',
      slot: 5,
      entry: 'NM-2020-00001',
      lot: 'L20261101',
      madeOn: '2026-11-01',
      bestBefore: '2027-10-31',
      count: 6,
      added: 6,
      capacity: 8,
      priceFen: 1280,
    });
    await seen('scan-wait');
    await tap('restock-close');
    await tap('confirm-yes');
    await seen('restock-summary');
    expect(await words('restock-summary')).toContain('放入 6 件');
  });

  it('[SCR-69] refused goods are big and red, with every reason, and cannot be put anywhere', async () => {
    desk.scan = () => ({ verdict: 'refused', reasons: ['lot-withdrawn', 'lot-expired'], slots: [5] });
    await beginSession();
    await scan(page, '6901234567892');
    await seen('verdict-reasons');
    expect(await words('verdict-reasons')).toContain('该批次已被召回');
    expect(await words('verdict-reasons')).toContain('已过保质期');
    expect(await at('put').count()).toBe(0);
    await tap('scan-drop');
    await seen('scan-wait');
  });

  it('[SCR-69] what the code does not say is typed; the last day follows from the shelf life', async () => {
    desk.scan = () => ({ verdict: 'needs-dates', lot: null, madeOn: null, bestBefore: null, slots: [5] });
    await beginSession();
    await tap('type-code');
    await typeNumber(page, '6901234567892');
    await seen('dates');
    await tap('lot');
    for (const letter of 'L7-A') await tap(`key-${letter}`);
    await tap('text-done');
    await tap('made-on');
    await press(page, '20260231');
    expect(await at('number-done').isDisabled()).toBe(true);
    await tap('pad-clear');
    await typeNumber(page, '20261001');
    expect(await words('best-before')).toBe('2027-10-01');
    await tap('dates-done');
    await tap('put-slot-5');
    await tap('put-confirm');
    await seen('done');
    expect(lastAct()).toMatchObject({ lot: 'L7-A', madeOn: '2026-10-01', bestBefore: '2027-10-01' });
  });

  it('[SCR-70] another lot has to come out first, with its reason, before the new one goes in', async () => {
    await beginSession();
    await scan(page, '6901234567892');
    await tap('put-slot-1');
    await seen('other-lot');
    await tap('why-past-its-date');
    await tap('put-confirm');
    await seen('difference-1');
    expect(desk.acts.filter(({ act }) => act === 'stock')).toEqual([
      { act: 'stock', slot: 1, found: 0, why: 'past-its-date' },
    ]);
    expect(lastAct()).toMatchObject({ act: 'restock-put', slot: 1, count: 8, added: 8 });
  });

  it('[SCR-70] a price outside the certified band cannot be entered', async () => {
    await beginSession();
    await scan(page, '6901234567892');
    await tap('put-slot-5');
    await tap('price');
    await press(page, '1501');
    expect(await at('number-done').isDisabled()).toBe(true);
    await tap('pad-clear');
    await typeNumber(page, '1500');
    expect(await words('price')).toContain('15.00');
  });
});

describe('slots, machine, money, records', () => {
  it('[SCR-71] a difference in stock needs its reason', async () => {
    await openTile(page, 'planogram');
    await tap('slot-1');
    await tap('act-stock');
    await tap('found-less');
    expect(await at('stock-write').isDisabled()).toBe(true);
    await tap('why-damaged');
    await tap('stock-write');
    await at('stock-sheet').waitFor({ state: 'detached' });
    expect(lastAct()).toEqual({ act: 'stock', slot: 1, found: 5, why: 'damaged' });
    expect(await words('slot-1')).toContain('5/8');
  });

  it('[SCR-62] a test vend asks first, and an impatient double touch turns the motor once', async () => {
    let finish = () => {};
    desk.answer = (act) =>
      act.act === 'test-vend'
        ? new Promise((resolve) => {
            finish = () => resolve({ ok: true });
          })
        : undefined;
    await openTile(page, 'machine');
    await tap('pick-4');
    await tap('act-test-vend');
    const yes = at('confirm-yes');
    expect(await yes.isDisabled()).toBe(true);
    await yes.evaluate(async (button: HTMLButtonElement) => {
      while (button.disabled) await new Promise((resolve) => requestAnimationFrame(resolve));
      button.click();
      button.click();
    });
    await vi.waitFor(() => expect(desk.acts.filter(({ act }) => act === 'test-vend')).toHaveLength(1));
    expect(await at('act-clear-jam').isDisabled()).toBe(true);
    desk.show({ testVend: { slot: 4, state: 'running', detail: '' } });
    await expect.poll(() => at('test-vend').getAttribute('data-state')).toBe('running');
    finish();
    desk.show({ testVend: { slot: 4, state: 'delivered', detail: '' } });
    await expect.poll(() => words('test-vend')).toContain('试出货成功');
    expect(desk.acts.filter(({ act }) => act === 'test-vend')).toHaveLength(1);
  });

  it('[SCR-72] cash: the difference is seen before it is written down', async () => {
    await openTile(page, 'cash');
    await tap('count-notes');
    await tap('counted');
    await typeNumber(page, '26400');
    expect(await words('count-difference')).toContain('少 1.00 元');
    await tap('left-inside');
    await typeNumber(page, '99999');
    expect(await at('count-write').isDisabled()).toBe(true);
    await tap('left-inside');
    await typeNumber(page, '5000');
    await tap('count-write');
    await at('count-sheet').waitFor({ state: 'detached' });
    expect(lastAct()).toEqual({ act: 'cash-count', box: 'notes', countedFen: 26_400, leftFen: 5_000 });
  });

  it('[SCR-72] cash that is owed is handed over after a question, to the fen', async () => {
    await openTile(page, 'pending');
    await tap('hand-over-4567 89AB');
    expect(await words('confirm')).toContain('7.20');
    await tap('confirm-yes');
    await vi.waitFor(() =>
      expect(lastAct()).toEqual({ act: 'hand-over', order: 'o0123456789abcdef01234567', amountFen: 720 }),
    );
    expect(await at('hand-over-4567 89AC').count()).toBe(0);
  });

  it('[SCR-60] the journal is exported to the stick that was chosen', async () => {
    await openTile(page, 'records');
    await tap('export-to');
    await tap('confirm-yes');
    await vi.waitFor(() => expect(lastAct()).toEqual({ act: 'export-journal', target: '/media/usb0' }));
    desk.show({ lastExport: { at: 0, path: '/media/usb0/journal.zip', lines: 412 } });
    await expect.poll(() => words('last-export')).toContain('412');
  });
});

/** Parts wider than the room they have, and buttons too small for a glove. */
const clumsy = () =>
  page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth)
      found.push('the page is wider than the screen');
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      if (element.closest('svg') || element.clientWidth === 0) continue;
      if (element.scrollWidth > element.clientWidth + 2) found.push(`${element.className} overflows`);
    }
    for (const button of document.querySelectorAll('button, a.button')) {
      const { width, height } = button.getBoundingClientRect();
      if (width > 0 && (width < 54 || height < 60)) found.push(`${button.textContent} is too small`);
    }
    return found;
  });

describe('for every hand', () => {
  it.each(operatorShots.map((shot) => [shot.name, shot] as const))(
    '[SCR-74] %s: nothing overflows in both orientations and languages, every button is big',
    async (_name, shot) => {
      shot.desk?.(desk);
      await shot.act?.(page);
      await at(shot.until).first().waitFor();
      for (const size of [portrait, landscape]) {
        await page.setViewportSize(size);
        for (const language of ['zh-CN', 'en']) {
          await at(`language-${language}`).evaluate((button: HTMLElement) => button.click());
          await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language);
          expect(await clumsy()).toEqual([]);
        }
      }
    },
  );
});
