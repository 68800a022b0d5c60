// The simulated board and the counter's own driver, two codecs written apart, over one line.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBoard } from '../../device/board/board-runner.ts';
import { serialPort } from '../../device/board/serial-port.ts';
import { systemClock } from '../../device/platform/clock.ts';
import { silentLog } from '../../device/platform/log.ts';
import { type BoardSimOptions, createBoardSim } from './board-sim.ts';
import { createPtyWire } from './pty.ts';
import type { Scenario } from './scenario.ts';
import * as words from './scenario-words.ts';
import { createVirtualWire } from './virtual-port.ts';

const SLOTS = [
  { selection: 13, inventory: 7, capacity: 10, priceFen: 350 },
  { selection: 60, inventory: 2, capacity: 2 },
];

/** Both ends joined in memory; the board polls fast and allows for a busy machine. */
async function joined(options: Partial<BoardSimOptions> = {}) {
  const wire = createVirtualWire();
  const sim = createBoardSim({
    slots: SLOTS,
    transport: wire,
    pollMs: 60,
    motorMs: 50,
    bootMs: 100,
    ...options,
  });
  const board = createBoard({
    openPort: async () => wire.open(),
    clock: systemClock(),
    log: silentLog,
    config: { slotListQuietMs: 200, vendTimeoutMs: 1500, reopenMinMs: 20 },
  });
  await sim.start();
  board.start();
  onTestFinished(async () => {
    await board.stop();
    await sim.stop();
  });
  await vi.waitFor(() => expect(board.status().synced).toBe(true), { timeout: 8000 });
  return { sim, board };
}
const DRIVE = { selection: 13, dropSensor: true, elevator: false };

describe('[SIM-15] the driver of the counter and the simulated board understand each other', () => {
  const cases: [string, Scenario[], string, number][] = [
    ['a good sale', [], 'delivered', 1],
    ['a jam', [words.jam(13)], 'not-delivered', 0],
    ['a sensor that denies', [words.lyingSensor(13, 'denies-a-drop')], 'not-delivered', 1],
    ['a motor that never finishes', [words.neverFinishes(13, { drops: true })], 'unknown', 1],
    ['lost ACKs', [words.loseAck(2)], 'delivered', 1],
    ['a doubled result', [words.doubleResult(13)], 'delivered', 1],
    ['a restart before the result', [words.restart({ when: 'before-result' })], 'unknown', 1],
    ['a restart after the drive', [words.restart({ when: 'after-drive' })], 'unknown', 0],
    ['an empty slot', [words.emptySlot(13)], 'not-delivered', 0],
  ];
  it.each(cases)('%s', async (_, scenarios, outcome, dropped) => {
    const { sim, board } = await joined();
    for (const scenario of scenarios) await sim.apply(scenario);
    expect(await board.vend(DRIVE)).toMatchObject({ outcome });
    expect(sim.truth().slots[0]).toMatchObject({ dropped });
    expect(sim.truth().slots[0]!.motorTurns).toBeLessThanOrEqual(1);
    expect(sim.violations()).toEqual([]);
  });

  it('sells over a real pseudo-terminal and again after the cable was out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'board-driver-'));
    const link = join(folder, 'board');
    const sim = createBoardSim({ slots: SLOTS, transport: createPtyWire(link), motorMs: 50, bootMs: 100 });
    const board = createBoard({
      openPort: serialPort(link),
      clock: systemClock(),
      log: silentLog,
      config: { slotListQuietMs: 300, reopenMinMs: 50 },
    });
    await sim.start();
    board.start();
    onTestFinished(async () => {
      await board.stop();
      await sim.stop();
      rmSync(folder, { recursive: true });
    });
    const synced = () => vi.waitFor(() => expect(board.status().synced).toBe(true), { timeout: 8000 });
    await synced();
    expect(await board.vend(DRIVE)).toMatchObject({ outcome: 'delivered' });
    await sim.apply(words.unplug());
    await vi.waitFor(() => expect(board.status().connected).toBe(false), { timeout: 5000 });
    await sim.apply(words.plug());
    await synced();
    expect(await board.vend(DRIVE)).toMatchObject({ outcome: 'delivered' });
    expect(sim.truth().drops).toHaveLength(2);
  });
});
