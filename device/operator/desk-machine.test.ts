import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VendResult } from '../board/board-types.ts';
import { type Disk, type Life, loadSlot, openDisk, openLife } from './desk-rig.ts';
import { loadOpenVends, projectOpenVends, replayOpenVends } from './open-vends.ts';

let disk: Disk;
let life: Life;
let token: string;
beforeEach(async () => {
  disk = await openDisk();
  await loadSlot(disk);
  life = await openLife(disk);
  token = await life.signIn('technician');
  disk.lines.length = 0;
});
afterEach(async () => {
  await life.desk.stop();
  await disk.close();
});

const kinds = () => disk.lines.map((line) => line.kind);
const never = <T>() => new Promise<T>(() => {});
const testVend = { act: 'test-vend', slot: 1 } as const;

describe('test vend', () => {
  it('[OPR-11] announces, turns, writes the outcome; nothing is sold meanwhile', async () => {
    const seen: string[] = [];
    life.board.vend = async () => {
      seen.push(...kinds(), `holds ${life.holds()}`, `moves ${life.desk.moves(1)} ${life.desk.moves(2)}`);
      return { outcome: 'delivered', status: 2, detail: 'dropped' };
    };
    expect(await life.act(testVend, token)).toEqual({ ok: true, done: 'delivered' });
    expect(seen).toEqual(['test-vend', 'holds 1', 'moves true false']);
    expect(life.desk.moves(1)).toBe(false);
    expect(disk.lines).toMatchObject([
      { kind: 'test-vend', slot: 1, operator: '200', permit: { entry: 'NM-2026-0001' } },
      { kind: 'test-outcome', slot: 1, outcome: 'delivered', status: 2, operator: '200' },
    ]);
    expect(life.holds()).toBe(0);
    expect(life.signedIn(token)!.testVend).toMatchObject({ slot: 1, state: 'delivered' });
    expect(await loadOpenVends(disk.db)).toEqual([]);
  });

  it('[OPR-11] turns nothing that the gate refuses, and writes the refusal', async () => {
    await loadSlot(disk, { bestBefore: '2026-05-19' });
    disk.lines.length = 0;
    const answer = await life.act(testVend, token);
    expect(answer).toMatchObject({ ok: false, code: 'gate', reasons: ['lot-expired'] });
    expect(disk.lines).toMatchObject([
      { kind: 'refused', point: 'dispense', slot: 1, reasons: ['lot-expired'] },
    ]);
    expect(life.board.vends).toEqual([]);
    expect(life.signedIn(token)!.testVend).toMatchObject({ state: 'refused' });
    expect(await life.act({ ...testVend, slot: 9 }, token)).toMatchObject({ reasons: ['slot-unknown'] });
  });

  it('[OPR-11] turns nothing that cannot be written', async () => {
    life.refuseLines = new Error('full');
    expect(await life.act(testVend, token)).toMatchObject({ ok: false, code: 'failed' });
    expect([life.board.vends, life.holds()]).toEqual([[], 0]);
  });

  it('[OPR-11] turns nothing while a sale runs, and one motor at a time', async () => {
    life.saleRuns = true;
    expect(await life.act(testVend, token)).toMatchObject({ code: 'not-now', why: 'sale-running' });
    life.saleRuns = false;
    await loadSlot(disk, { slot: 2 });
    let end = (_result: VendResult) => {};
    life.board.vend = () => new Promise((resolve) => (end = resolve));
    const first = life.act(testVend, token);
    await expect.poll(() => life.board.vends).toHaveLength(1);
    expect(await life.act({ ...testVend, slot: 2 }, token)).toMatchObject({ why: 'machine-busy' });
    end({ outcome: 'not-delivered', detail: 'jam' });
    expect(await first).toEqual({ ok: true, done: 'not-delivered' });
  });

  it('[OPR-11] an unknown outcome locks the slot and raises a ticket, in one append', async () => {
    life.board.vend = async () => ({ outcome: 'unknown', detail: 'silence' });
    await life.act(testVend, token);
    expect(kinds()).toEqual(['test-vend', 'test-outcome', 'slot', 'ticket']);
    expect(disk.lines[2]).toMatchObject({ slot: 1, locked: true });
    expect(await life.act(testVend, token)).toMatchObject({ reasons: ['slot-locked'] });
  });

  it('[OPR-12] cut off by the power, it ends unknown at the next start, and no motor turns', async () => {
    life.board.vend = () => never();
    void life.act(testVend, token);
    await expect.poll(() => life.board.vends).toHaveLength(1);
    const cut = life;
    life = await openLife(disk);
    expect(kinds()).toEqual(['test-vend', 'test-outcome', 'slot', 'ticket']);
    expect(disk.lines[1]).toMatchObject({ kind: 'test-outcome', outcome: 'unknown', operator: '200' });
    expect(life.board.vends).toEqual([]);
    life = await openLife(disk);
    expect(kinds()).toHaveLength(4);
    expect(cut.holds()).toBe(1);
  });

  it('[OPR-12] an outcome that cannot be written keeps the counter from selling until the next start settles it', async () => {
    life.board.vend = async () => {
      life.refuseLines = new Error('io');
      return { outcome: 'delivered', detail: 'dropped' };
    };
    expect(await life.act(testVend, token)).toMatchObject({ code: 'failed' });
    expect(life.holds()).toBe(1);
    let holds = 0;
    const hold = () => {
      holds += 1;
      return () => {
        holds -= 1;
      };
    };
    const append = () => Promise.reject(new Error('io'));
    await expect(openLife(disk, { append, hold })).rejects.toThrow('io');
    expect(holds).toBe(1);
    life = await openLife(disk, { hold });
    expect(holds).toBe(1);
    expect(disk.lines.at(-1)).toMatchObject({ kind: 'ticket', code: 'test-outcome-unknown' });
  });

  it('[OPR-12] the table of open test vends is rebuilt from a salvaged journal', async () => {
    let end = (_result: VendResult) => {};
    life.board.vend = () => new Promise((resolve) => (end = resolve));
    void life.act(testVend, token);
    await expect.poll(() => life.board.vends).toHaveLength(1);
    const lines = [...disk.lines];
    await disk.db.transaction((tx) => replayOpenVends(tx, []));
    expect(await loadOpenVends(disk.db)).toEqual([]);
    await disk.db.transaction((tx) => replayOpenVends(tx, lines));
    expect(await loadOpenVends(disk.db)).toMatchObject([{ slot: 1, operator: '200' }]);
    await disk.db.transaction((tx) => projectOpenVends(tx, []));
    expect(await loadOpenVends(disk.db)).toHaveLength(1);
    end({ outcome: 'delivered', detail: 'dropped' });
  });

  it('[OPR-16] the same touch twice turns one motor', async () => {
    const both = await Promise.all([life.act(testVend, token), life.act(testVend, token)]);
    expect(both).toEqual([
      { ok: true, done: 'delivered' },
      { ok: true, done: 'delivered' },
    ]);
    expect(life.board.vends).toHaveLength(1);
  });

  it('what takes longer than a page waits goes on, and the person stays signed in', async () => {
    let end = (_result: VendResult) => {};
    life.board.vend = () => new Promise((resolve) => (end = resolve));
    const answer = life.act(testVend, token);
    await expect.poll(() => life.board.vends).toHaveLength(1);
    life.clock.pass(8_000);
    expect(await answer).toEqual({ ok: true, done: 'running' });
    life.clock.pass(170_000);
    expect(life.signedIn(token)).toMatchObject({ testVend: { state: 'running' } });
    end({ outcome: 'delivered', detail: 'dropped' });
    await expect.poll(() => life.signedIn(token)?.testVend?.state).toBe('delivered');
  });
});

describe('slots', () => {
  it('[OPR-10] locks and unlocks with a name', async () => {
    expect(await life.act({ act: 'lock-slot', slot: 1, why: '包装破损' }, token)).toMatchObject({ ok: true });
    expect(await life.act({ act: 'unlock-slot', slot: 1 }, token)).toMatchObject({ ok: true });
    expect(disk.lines).toMatchObject([
      { kind: 'slot', slot: 1, locked: true, why: '包装破损', operator: '200' },
      { kind: 'slot', slot: 1, locked: false, operator: '200' },
    ]);
    expect(await life.act({ act: 'unlock-slot', slot: 77 }, token)).toMatchObject({ code: 'unknown' });
  });

  it('[OPR-13] clears a jam when the board took it, and only then takes the fault away', async () => {
    const jam = { act: 'clear-jam', slot: 1 } as const;
    life.board.command = async () => ({ outcome: 'line-fault', detail: 'no answer' });
    expect(await life.act(jam, token)).toMatchObject({ code: 'failed', why: 'board' });
    expect(kinds()).toEqual(['service']);
    life.board.command = async () => ({ outcome: 'acknowledged', detail: 'ack' });
    const clearing = life.act(jam, token);
    await expect.poll(() => life.board.commands).toHaveLength(2);
    expect(life.board.commands[1]).toEqual({
      name: 'menu-command',
      menuType: 0x32,
      operation: 1,
      parameters: [],
    });
    expect(life.holds()).toBe(1);
    await Promise.resolve();
    life.clock.pass(3_000);
    expect(await clearing).toEqual({ ok: true, done: 'cleared' });
    expect(disk.lines.at(-1)).toMatchObject({ kind: 'fault', code: 'slot-1', active: false });
    life.saleRuns = true;
    expect(await life.act(jam, token)).toMatchObject({ why: 'sale-running' });
  });

  it('[OPR-13] believes the board when it says that it failed', async () => {
    life.board.command = async () => {
      const reply = { name: 'menu-reply', cmd: 0x71, pack: 1, menuType: 0x32, menuName: 'jammed-selections' };
      const rest = { operation: 1, operationName: 'set', data: '01', result: 1, resultName: 'failed' };
      life.board.tell({ type: 'message', message: { ...reply, ...rest } as never });
      return { outcome: 'acknowledged', detail: 'ack' };
    };
    expect(await life.act({ act: 'clear-jam', slot: 1 }, token)).toMatchObject({ code: 'failed' });
    expect(kinds()).toEqual(['service']);
  });
});

describe('the rest of the machine', () => {
  it('[OPR-10] sets the temperature: written first, then told to the board, below zero too', async () => {
    const cold = { act: 'set-temperature', mode: 'cool', targetC: -18 } as const;
    life.board.command = async () => {
      expect(kinds()).toEqual(['service']);
      return { outcome: 'line-fault', detail: 'cut' };
    };
    expect(await life.act(cold, token)).toMatchObject({ code: 'failed' });
    expect(life.board.commands).toEqual([
      { name: 'menu-command', menuType: 0x28, operation: 1, parameters: [0, 2, 238] },
    ]);
  });

  it('[CARE-13] sets nothing warmer than the cold chain of the goods allows', async () => {
    life.settings = { ...life.settings, coldChain: { maxC: 4, forS: 600, slots: [] } };
    life.board.command = async () => ({ outcome: 'line-fault', detail: 'cut' });
    const warm = { act: 'set-temperature', mode: 'cool', targetC: 5 } as const;
    expect(await life.act(warm, token)).toMatchObject({ code: 'wrong', why: 'over-cold-chain' });
    expect(life.board.commands).toEqual([]);
    expect(kinds()).toEqual([]);
    expect(await life.act({ ...warm, mode: 'heat' }, token)).toMatchObject({ why: 'over-cold-chain' });
    expect(await life.act({ ...warm, targetC: 4 }, token)).toMatchObject({ code: 'failed' });
  });

  it('[OPR-11] a cabinet has no motor to test, and no slot of it is locked by trying', async () => {
    const cabinet = await openLife(disk, { doors: { doors: () => [], openFor: async () => ({ ok: true }) } });
    const technician = await cabinet.signIn('technician');
    expect(await cabinet.act(testVend, technician)).toMatchObject({ ok: false, why: 'not-on-this-counter' });
    expect(cabinet.board.vends).toEqual([]);
    await cabinet.desk.stop();
  });

  it('[OPR-14] nothing is sold while somebody works inside, until they stop or leave', async () => {
    expect(await life.act({ act: 'serve', on: true }, token)).toMatchObject({ ok: true });
    expect([life.desk.inService(), life.holds(), life.signedIn(token)!.inService]).toEqual([true, 1, true]);
    expect(await life.act(testVend, token)).toMatchObject({ ok: true });
    await life.act({ act: 'serve', on: false }, token);
    expect([life.desk.inService(), life.holds()]).toEqual([false, 0]);
    await life.act({ act: 'serve', on: true }, token);
    life.clock.pass(120_000);
    await expect.poll(() => [life.desk.inService(), life.holds()]).toEqual([false, 0]);
    await expect.poll(kinds).toContain('operator');
    expect(disk.lines.at(-2)).toMatchObject({ kind: 'service', action: 'serve-off', detail: 'signed out' });
    const again = await life.signIn('operator');
    life.saleRuns = true;
    expect(await life.act({ act: 'serve', on: true }, again)).toMatchObject({ why: 'sale-running' });
    expect(life.desk.inService()).toBe(false);
  });

  it('[OPR-14] is not begun when it cannot be written', async () => {
    life.refuseLines = new Error('full');
    expect(await life.act({ act: 'serve', on: true }, token)).toMatchObject({ code: 'failed' });
    expect([life.desk.inService(), life.holds()]).toEqual([false, 0]);
  });
});

describe('roles', () => {
  const order = `o${'0'.repeat(24)}`;
  const acts = [
    ['restock-open', { act: 'restock-open' }],
    ['stock', { act: 'stock', slot: 1, found: 2, why: 'miscounted' }],
    ['price', { act: 'price', slot: 1, priceFen: 1500 }],
    ['lock-slot', { act: 'lock-slot', slot: 1, why: 'x' }],
    ['cash-count', { act: 'cash-count', box: 'notes', countedFen: 1, leftFen: 0 }],
    ['hand-over', { act: 'hand-over', order, amountFen: 1 }],
    ['open-door', { act: 'open-door', cabinet: 0, door: 'left' }],
    ['serve', { act: 'serve', on: true }],
    ['test-vend', { act: 'test-vend', slot: 1 }],
    ['set-temperature', { act: 'set-temperature', mode: 'off', targetC: 4 }],
    ['enrol', { act: 'enrol', code: 'ABCDEFGHIJKLMNOP' }],
  ] as const;
  const technicianOnly = ['test-vend', 'set-temperature', 'enrol'];

  it.each(acts)('[OPR-9] %s is for those whose role has it', async (name, act) => {
    const operator = await life.signIn('operator');
    const denied = { ok: false, code: 'not-allowed' };
    if (technicianOnly.includes(name)) expect(await life.act(act, operator)).toMatchObject(denied);
    else expect(await life.act(act, operator)).not.toMatchObject(denied);
    const supervisor = await life.signIn('supervisor');
    const before = disk.lines.length;
    expect(await life.act(act, supervisor)).toMatchObject(denied);
    expect(await life.act(act, undefined)).toMatchObject({ code: 'signed-out' });
    expect(disk.lines.length).toBe(before);
    expect(life.desk.counts().deniedActs).toBeGreaterThan(0);
  });

  it('[OPR-9] a photograph is for who may restock, and is a picture', async () => {
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    expect(await life.desk.photo(png, token)).toMatchObject({ answer: { ok: true }, photo: 'ab'.repeat(32) });
    expect((await life.desk.photo(Buffer.from('<svg/>'), token)).answer).toMatchObject({ why: 'no-picture' });
    expect((await life.desk.photo(png, undefined)).answer).toMatchObject({ code: 'signed-out' });
    const supervisor = await life.signIn('supervisor');
    expect((await life.desk.photo(png, supervisor)).answer).toMatchObject({ code: 'not-allowed' });
  });

  it('hands restocking on in the name of who is signed in, and ends it when they leave', async () => {
    const restocking = await life.signIn('operator');
    await life.act({ act: 'restock-open' }, restocking);
    life.restock.isOpen = true;
    await life.act({ act: 'sign-out' }, restocking);
    expect(life.restock.calls.map((call) => call.trim())).toEqual(['open 100', 'abandon']);
  });
});

describe('enrolment', () => {
  it('is offered to whoever stands there only while the counter has no identity', async () => {
    let notAfter: number | null = null;
    const codes: string[] = [];
    const enrol = {
      view: () => ({ counter: 'nm-150102-0001', state: 'needed' as const, detail: '', notAfter }),
      enrol: async (code: string) => {
        codes.push(code);
        return { ok: true as const };
      },
    };
    life = await openLife(disk, { enrol });
    const act = { act: 'enrol', code: 'ABCDEFGHIJKLMNOP' } as const;
    expect(life.desk.view(undefined)).toMatchObject({ enrolment: { state: 'needed' } });
    expect(await life.act(act)).toEqual({ ok: true });
    notAfter = 1;
    expect(life.desk.view(undefined)).toMatchObject({ enrolment: null });
    expect(await life.act(act)).toMatchObject({ code: 'signed-out' });
    expect(codes).toHaveLength(1);
    expect(JSON.stringify(disk.lines)).not.toContain(act.code);
  });
});
