import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import type { BoardConfig } from './board-config.ts';
import type { BoardPort } from './board-port.ts';
import { type Board, createBoard } from './board-runner.ts';
import type { BoardEvent } from './board-types.ts';
import { encodeFrame } from './frame.ts';
import { toHex } from './hex.ts';

const ACK = 'FA FB 42 00 43';
const SYNC_1 = 'FA FB 31 01 01 30';
const CHECK_13_PACK_2 = 'FA FB 01 03 02 00 0D 0C';
const DRIVE_13_PACK_3 = 'FA FB 06 05 03 01 00 00 0D 0D';

/** A clock that stands still until it is told otherwise. */
class HandClock implements Clock {
  private atMs = 0;
  private timers: { dueMs: number; run: () => void }[] = [];

  nowMs = () => this.atMs;
  monotonicMs = () => this.atMs;

  setTimer(delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.atMs + delayMs, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.timers.length;
  }

  pass(ms: number): void {
    const untilMs = this.atMs + ms;
    for (;;) {
      const next = this.timers.filter((t) => t.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.atMs = Math.max(this.atMs, next.dueMs);
      next.run();
    }
    this.atMs = untilMs;
  }

  /** Time goes by while nothing runs, as when the event loop is blocked. */
  block(ms: number): void {
    this.atMs += ms;
  }
}

/** The board's end of a line in memory. */
class MemoryPort implements BoardPort {
  written: string[] = [];
  isClosed = false;
  private bytesListener: (bytes: Uint8Array) => void = () => {};
  private closeListener: (reason: string) => void = () => {};

  write(bytes: Uint8Array): void {
    this.written.push(toHex(bytes));
  }
  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.bytesListener = listener;
  }
  onClose(listener: (reason: string) => void): void {
    this.closeListener = listener;
  }
  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** What the agent wrote in the same tick. */
  send(...bytes: Uint8Array[]): string[] {
    const before = this.written.length;
    this.bytesListener(Uint8Array.from(bytes.flatMap((part) => [...part])));
    return this.written.slice(before);
  }
  unplug(): void {
    this.closeListener('unplugged');
  }
}

const POLL = encodeFrame(0x41);
const BOARD_ACK = encodeFrame(0x42);
const usable13 = encodeFrame(0x02, [9, 0x01, 0, 13]);
const dispensed13 = encodeFrame(0x04, [10, 0x02, 0, 13]);

let running: Board[] = [];
afterEach(async () => {
  await Promise.all(running.map((board) => board.stop()));
  running = [];
});

async function rig(config: Partial<BoardConfig> = {}) {
  const clock = new HandClock();
  const ports: MemoryPort[] = [];
  const line = { isThere: true, attempts: 0 };
  const logged: string[] = [];
  const log = { ...silentLog, warn: (_fields: object, text: string) => void logged.push(text) };
  const openPort = async (): Promise<BoardPort> => {
    line.attempts += 1;
    if (!line.isThere) throw new Error('no such port');
    const port = new MemoryPort();
    ports.push(port);
    return port;
  };
  const board = createBoard({ openPort, clock, log, config });
  running.push(board);
  const events: BoardEvent[] = [];
  board.onEvent((event) => void events.push(event));
  board.start();
  await settled();
  /** A POLL one period later, on the newest port. */
  const poll = (): string[] => {
    clock.pass(200);
    return ports.at(-1)!.send(POLL);
  };
  const port = () => ports.at(-1)!;
  return { board, clock, ports, line, events, logged, poll, port };
}

/** Lets promises that are ready run on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('createBoard', () => {
  it('[BOARD-20] vends over the line and answers every POLL in the same tick', async () => {
    const { board, poll, port } = await rig();
    expect(poll()).toEqual([SYNC_1]);
    port().send(BOARD_ACK);
    expect(poll()).toEqual([ACK]);
    const vend = board.vend({ selection: 13, dropSensor: true, elevator: false });
    expect(board.status().vending).toBe(true);
    expect(poll()).toEqual([CHECK_13_PACK_2]);
    port().send(BOARD_ACK);
    expect(port().send(usable13)).toEqual([ACK]);
    expect(poll()).toEqual([DRIVE_13_PACK_3]);
    expect(port().send(BOARD_ACK, dispensed13)).toEqual([ACK]);
    expect(await vend).toMatchObject({ outcome: 'delivered', statusName: 'dispensed' });
    expect(board.status()).toMatchObject({ connected: true, online: true, vending: false });
  });

  it('[BOARD-10] answers only the last of the POLLs that piled up', async () => {
    const { port } = await rig();
    expect(port().send(POLL, POLL, POLL)).toEqual([SYNC_1]);
  });

  it('[BOARD-10] does not answer a POLL that the board went on after', async () => {
    const { port } = await rig();
    expect(port().send(POLL, encodeFrame(0x23, [1, 0, 0, 0, 0]))).toEqual([ACK]);
    expect(port().send(POLL, Uint8Array.of(0xfa, 0xfb, 0x23))).toEqual([]);
  });

  it('[BOARD-10] keeps a command back after the event loop was blocked for longer than the deadline', async () => {
    const { board, clock, poll, port } = await rig();
    poll();
    port().send(BOARD_ACK);
    poll();
    void board.vend({ selection: 13, dropSensor: true, elevator: false });
    clock.block(150);
    expect(port().send(POLL)).toEqual([]);
    expect(poll()).toEqual([CHECK_13_PACK_2]);
  });

  it('[BOARD-4] finds a POLL behind a damaged length after the frame timeout, and does not answer it late', async () => {
    const { board, clock, events, port } = await rig();
    expect(port().send(Uint8Array.of(0xfa, 0xfb, 0x04, 0xff, 0x01), POLL)).toEqual([]);
    clock.pass(100);
    expect(events).toContainEqual({
      type: 'bytes-discarded',
      bytes: 'FA FB 04 FF 01',
      count: 5,
      reason: 'incomplete frame: nothing more came for 100 ms',
    });
    expect(board.status()).toMatchObject({ online: true, counters: { framesIn: 1, bytesDiscarded: 5 } });
    expect(port().written).toEqual([]);
  });

  it('[BOARD-46] finds a lost port again by itself, with back-off, and ends a vend in between', async () => {
    const { board, clock, ports, line, poll, port } = await rig({ reopenMinMs: 500, reopenMaxMs: 2_000 });
    poll();
    port().send(BOARD_ACK);
    const vend = board.vend({ selection: 13, dropSensor: true, elevator: false });
    poll();
    port().send(BOARD_ACK, usable13);
    expect(poll()).toEqual([DRIVE_13_PACK_3]);
    line.isThere = false;
    port().unplug();
    expect(await vend).toMatchObject({ outcome: 'unknown' });
    expect(board.status()).toMatchObject({ connected: false, online: false });
    expect(await board.vend({ selection: 13, dropSensor: true, elevator: false })).toEqual({
      outcome: 'not-delivered',
      detail: 'the board is not connected',
    });
    for (const [tries, waitMs] of [500, 1_000, 2_000, 2_000].entries()) {
      clock.pass(waitMs - 1);
      await settled();
      expect(line.attempts).toBe(tries + 1);
      clock.pass(1);
      await settled();
      expect(line.attempts).toBe(tries + 2);
    }
    line.isThere = true;
    clock.pass(2_000);
    await settled();
    expect(ports).toHaveLength(2);
    // The drive was never acknowledged: its pack number is still the next one.
    expect(poll()).toEqual(['FA FB 31 01 03 32']);
    expect(board.status()).toMatchObject({ connected: true, counters: { portReopens: 1 } });
  });

  it('[BOARD-46] opens a silent port anew', async () => {
    const { clock, ports } = await rig({ silenceMs: 1_000 });
    clock.pass(1_000);
    expect(ports[0]!.isClosed).toBe(true);
    clock.pass(500);
    await settled();
    expect(ports).toHaveLength(2);
  });

  it('keeps trying when the port is not there at start', async () => {
    const { board, clock, ports, line, logged } = await rig();
    line.isThere = false;
    ports[0]!.unplug();
    clock.pass(500);
    await settled();
    expect(logged).toContain('the board port could not be opened');
    line.isThere = true;
    clock.pass(1_000);
    await settled();
    expect(board.status().connected).toBe(true);
  });

  it('stops: answers what waits, closes the port, leaves no timer', async () => {
    const { board, clock, poll, port } = await rig();
    poll();
    port().send(BOARD_ACK);
    const vend = board.vend({ selection: 13, dropSensor: true, elevator: false });
    const watch = board.watch({ selection: 14, forMs: 60_000 });
    const command = board.command({ name: 'request-status' });
    await board.stop();
    expect(await vend).toMatchObject({ outcome: 'not-delivered' });
    expect(await watch).toMatchObject({ outcome: 'none' });
    expect(await command).toMatchObject({ outcome: 'lost' });
    expect(port().isClosed).toBe(true);
    expect(clock.pending).toBe(0);
    expect(await board.watch({ selection: 14, forMs: 60_000 })).toMatchObject({ outcome: 'none' });
  });

  it('[BOARD-47] stops although the port hangs while it opens or closes, and closes what opens later', async () => {
    const clock = new HandClock();
    const late = Promise.withResolvers<BoardPort>();
    const opening = createBoard({ openPort: () => late.promise, clock, log: silentLog });
    opening.start();
    await settled();
    const stopped = opening.stop();
    clock.pass(2_000);
    await stopped;
    expect(clock.pending).toBe(0);
    const port = new MemoryPort();
    late.resolve(port);
    await settled();
    expect(port.isClosed).toBe(true);

    const closing = await rig();
    closing.port().close = () => new Promise(() => {});
    const ended = closing.board.stop();
    await settled();
    closing.clock.pass(2_000);
    await ended;
  });

  it('lets a listener vend from within an event, and outlives one that throws', async () => {
    const { board, poll, port } = await rig();
    let vend: Promise<unknown> | undefined;
    board.onEvent(() => {
      throw new Error('listener');
    });
    const off = board.onEvent((event) => {
      if (event.type === 'online') vend = board.vend({ selection: 13, dropSensor: true, elevator: false });
    });
    expect(poll()).toEqual([SYNC_1]);
    port().send(BOARD_ACK);
    expect(poll()).toEqual([CHECK_13_PACK_2]);
    off();
    await board.stop();
    expect(await vend).toMatchObject({ outcome: 'not-delivered' });
  });

  it('[BOARD-17] logs noise once a second at most', async () => {
    const { clock, logged, board, port } = await rig();
    for (let i = 0; i < 20; i += 1) {
      port().send(Uint8Array.of(i));
      clock.pass(100);
    }
    expect(logged.filter((text) => text.includes('thrown away'))).toHaveLength(2);
    expect(board.status().counters.bytesDiscarded).toBe(20);
  });
});
