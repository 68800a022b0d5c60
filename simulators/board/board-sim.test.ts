import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type BoardSim, createBoardSim, type SimClock } from './board-sim.ts';
import { golden } from './golden-frames.ts';
import { createPtyWire } from './pty.ts';
import * as words from './scenario-words.ts';
import { openSerialEnd } from './serial-end.ts';
import { createVirtualWire, type VirtualWire } from './virtual-port.ts';

const SLOTS = [
  { selection: 13, inventory: 7, capacity: 10, priceFen: 350 },
  { selection: 60, inventory: 2, capacity: 2 },
];
const POLL = golden('V01');
const ACK = golden('V02');

describe('[SIM-12] a board on a real pseudo-terminal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'board-sim-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('goes through a start and a sale with the bytes of the manual', async () => {
    const log: string[] = [];
    const link = join(folder, 'board');
    const sim = createBoardSim({
      slots: SLOTS,
      transport: createPtyWire(link),
      // Long enough that a busy machine does not put another POLL between two lines of this test.
      pollMs: 700,
      motorMs: 20,
      answerDeadlineMs: 5000,
      log: (line) => log.push(line),
    });
    await sim.start();
    const end = await openSerialEnd(link);
    onTestFinished(async () => {
      await end.close();
      await sim.stop();
    });

    // The board has announced itself before anybody listened; what comes now is a repetition of that, or a POLL.
    let sync = await end.next(5);
    while (sync !== POLL) {
      expect(sync).toMatch(/^FA FB 31 01/);
      await end.next(1);
      end.send(ACK);
      sync = await end.next(5);
    }
    end.send('FA FB 31 01 01 30');
    expect(await end.next(5)).toBe('FA FB 42 00 43');
    for (const slot of ['00 0D 00 00 01 5E 07 0A 00 00 00', '00 3C 00 00 00 00 02 02 00 00 00']) {
      expect((await end.next(17)).slice(0, -3)).toMatch(new RegExp(`^FA FB 11 0C .. ${slot}$`));
      end.send('FA FB 42 00 43');
    }
    expect(await end.next(5)).toBe('FA FB 41 00 40');
    end.send('FA FB 06 05 02 01 00 00 0D 0C');
    expect(await end.next(5)).toBe('FA FB 42 00 43');
    expect((await end.next(9)).slice(0, -3)).toMatch(/^FA FB 04 04 .. 01 00 0D$/);
    end.send('FA FB 42 00 43');
    let frame = await end.next(5);
    while (frame === POLL) {
      end.send('FA FB 42 00 43');
      frame = await end.next(5);
    }
    expect(`${frame} ${await end.next(3)}`).toMatch(/^FA FB 04 04 .. 02 00 0D$/);
    expect(sim.truth().drops).toEqual([{ slot: 13, at: expect.any(Number) }]);
    expect(sim.truth().slots[0]).toMatchObject({ selection: 13, real: 6, dropped: 1, motorTurns: 1 });
    expect(sim.violations()).toEqual([]);
    const drive = log.find((line) => line.includes('drive selection 13'));
    expect(drive).toMatch(/^\d\d:\d\d:\d\d\.\d{3} UC→VMC FA FB 06 05 02 01 00 00 0D 0C drive selection 13, /);
    expect(log.some((line) => line.includes('goods of slot 13 fall'))).toBe(true);
    expect(log.some((line) => line.includes('POLL'))).toBe(false);
  });
});

/** A counter in memory that acknowledges everything and sends what lies in its outbox, one at each POLL. */
function attend(wire: VirtualWire, outbox: string[]): void {
  const port = wire.open();
  const bytes = (hex: string) => Uint8Array.from(hex.split(' '), (pair) => Number.parseInt(pair, 16));
  port.onBytes((chunk) => {
    const hex = Array.from(chunk, (b) => b.toString(16).padStart(2, '0').toUpperCase()).join(' ');
    if (hex === ACK) return;
    port.write(bytes(hex === POLL ? (outbox.shift() ?? ACK) : ACK));
  });
}

/** Time that passes only when told to, and lets everything between settle. */
function createHandClock(): SimClock & { pass(ms: number): Promise<void> } {
  let now = 1_000_000;
  const timers = new Set<{ at: number; run: () => void }>();
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await settled();
        const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}

describe('[SIM-13] a board on a line in memory, with its own clock', () => {
  const setUp = async (options = {}) => {
    const wire = createVirtualWire();
    const clock = createHandClock();
    const sim: BoardSim = createBoardSim({ slots: SLOTS, transport: wire, clock, ...options });
    await sim.start();
    onTestFinished(() => sim.stop());
    const outbox = [golden('V03')];
    attend(wire, outbox);
    return { wire, clock, sim, outbox };
  };

  it('sells, takes scenarios and money, and keeps a bounded list of frames', async () => {
    const { clock, sim, outbox } = await setUp({ keepFrames: 20 });
    await sim.apply(words.jam(60));
    sim.insertMoney(500);
    outbox.push('FA FB 06 05 02 01 00 00 3C 3D', 'FA FB 51 01 03 52');
    await clock.pass(10_000);
    expect(sim.truth()).toMatchObject({ drops: [], creditFen: 500 });
    expect(sim.truth().slots[1]).toMatchObject({ real: 2, motorTurns: 1, status: 3 });
    expect(sim.frames()).toHaveLength(20);
    expect(sim.violations()).toEqual([]);
  });

  it('shows every frame to listeners until they go', async () => {
    const { clock, sim } = await setUp();
    const seen: string[] = [];
    const stop = sim.onFrame((frame) => seen.push(`${frame.direction} ${frame.words}`));
    await clock.pass(1000);
    stop();
    const before = seen.length;
    await clock.pass(1000);
    expect(seen).toHaveLength(before);
    expect(seen).toContain('UC→VMC information sync, pack 1');
    expect(seen.filter((line) => line.startsWith('VMC→UC slot report'))).toHaveLength(2);
  });

  it('throws away what a counter that is not there has not read, and nothing once it is', async () => {
    const wire = createVirtualWire();
    const clock = createHandClock();
    let discards = 0;
    const transport = { ...wire, discardUnread: () => void discards++ };
    const sim = createBoardSim({ slots: SLOTS, transport, clock, pollMs: 50 });
    await sim.start();
    onTestFinished(() => sim.stop());
    await clock.pass(2000);
    expect(discards).toBeGreaterThan(10);
    attend(wire, [golden('V03')]);
    await clock.pass(100);
    discards = 0;
    await clock.pass(2000);
    expect(discards).toBe(0);
  });

  it('lets a listener act in the middle of a step: restart as soon as the drive is seen', async () => {
    const { clock, sim, outbox } = await setUp();
    sim.onFrame((frame) => {
      if (frame.words.startsWith('drive')) void sim.apply(words.restart({ when: 'idle' }));
    });
    outbox.push('FA FB 06 05 02 01 00 00 0D 0C');
    await clock.pass(5000);
    expect(sim.truth().slots[0]).toMatchObject({ motorTurns: 1, dropped: 0 });
  });

  it('pulls the cable and puts it back', async () => {
    const { wire, clock, sim } = await setUp();
    await sim.apply(words.unplug());
    expect(() => wire.open()).toThrow('cable');
    await clock.pass(3000);
    await sim.apply(words.plug());
    const outbox = [golden('V03')];
    attend(wire, outbox);
    await clock.pass(3000);
    expect(outbox).toEqual([]);
  });

  it('refuses scenarios for slots it does not have, and malformed ones, in words', async () => {
    const { sim } = await setUp();
    expect(() => sim.apply(words.jam(7))).toThrow('slot 7 is not on this board; it has 13, 60');
    expect(() => sim.apply({ do: 'jam' } as never)).toThrow('slot');
  });

  it.each([
    [[{ selection: 0, inventory: 1, capacity: 1 }], 'selections go from 1 to 999'],
    [[{ selection: 1, inventory: 300, capacity: 1 }], 'whole numbers from 0 to 255'],
    [[SLOTS[0]!, SLOTS[0]!], 'given twice'],
  ])('refuses slots that do not fit the wire', (slots, message) => {
    expect(() => createBoardSim({ slots, transport: createVirtualWire() })).toThrow(message);
  });

  it('runs three hundred boards in one process on the real clock', async () => {
    const boards = Array.from({ length: 300 }, (_, seed) => {
      const wire = createVirtualWire();
      const sim = createBoardSim({
        slots: SLOTS,
        transport: wire,
        seed,
        pollMs: 300,
        motorMs: 50,
        keepFrames: 0,
      });
      return { wire, sim };
    });
    for (const { wire, sim } of boards) {
      await sim.start();
      attend(wire, ['FA FB 31 01 01 30', 'FA FB 06 05 02 01 00 00 0D 0C']);
    }
    onTestFinished(async () => {
      for (const { sim } of boards) await sim.stop();
    });
    await vi.waitFor(() => expect(boards.every(({ sim }) => sim.truth().drops.length === 1)).toBe(true), {
      timeout: 15_000,
      interval: 100,
    });
  });
});
