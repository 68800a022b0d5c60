// A board machine with a hand on its clock and its line, for the tests beside it.
import type { BoardConfig } from './board-config.ts';
import { DEFAULT_BOARD_CONFIG } from './board-config.ts';
import { advance, newMachine, nextDueAtMs } from './board-machine.ts';
import type { BoardEvent, Effect, FreeCommand, MachineEvent, MachineState } from './board-types.ts';
import { toHex } from './hex.ts';
import { decodeBoardMessage } from './messages.ts';

export const POLL_MS = 200;

export class MachineRig {
  state: MachineState;
  nowMs = 1_000;
  effects: Effect[] = [];
  private boardPack = 0;

  constructor(config: Partial<BoardConfig> = {}) {
    this.state = newMachine({ ...DEFAULT_BOARD_CONFIG, ...config });
  }

  /** Port open, 0x31 sent and acknowledged, the slot list over; effects so far are forgotten. */
  static synced(config: Partial<BoardConfig> = {}): MachineRig {
    const rig = new MachineRig(config);
    rig.give({ type: 'port-opened', isAgain: false });
    rig.poll();
    rig.ack();
    rig.pass(rig.state.config.slotListQuietMs);
    rig.effects = [];
    return rig;
  }

  give(event: MachineEvent): Effect[] {
    const { state, effects } = advance(this.state, event, this.nowMs);
    this.state = state;
    this.effects.push(...effects);
    return effects;
  }

  frame(
    cmd: number,
    payload: number[] = [],
    extra: { arrivedAtMs?: number; isStale?: boolean } = {},
  ): Effect[] {
    const message = decodeBoardMessage({ cmd, payload: Uint8Array.from(payload) })!;
    const key = `${cmd}:${payload.join(',')}`;
    return this.give({ type: 'frame', message, key, arrivedAtMs: this.nowMs, isStale: false, ...extra });
  }

  /** A POLL one period later; returns what was written in answer. */
  poll(extra: { arrivedAtMs?: number; isStale?: boolean } = {}): string[] {
    this.pass(POLL_MS);
    return writes(this.frame(0x41, [], extra));
  }

  ack(): Effect[] {
    return this.frame(0x42);
  }

  /** A data frame with the board's next pack number. */
  data(cmd: number, ...fields: number[]): Effect[] {
    this.boardPack = (this.boardPack % 255) + 1;
    return this.frame(cmd, [this.boardPack, ...fields]);
  }

  checkResult(selection: number, result: number): Effect[] {
    return this.data(0x02, result, selection >> 8, selection & 0xff);
  }

  status(selection: number, status: number): Effect[] {
    return this.data(0x04, status, selection >> 8, selection & 0xff);
  }

  /** Time passes; ticks come whenever the machine asked for one. */
  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (let due = nextDueAtMs(this.state); due !== null && due <= untilMs; due = nextDueAtMs(this.state)) {
      this.nowMs = Math.max(this.nowMs, due);
      this.give({ type: 'tick' });
    }
    this.nowMs = untilMs;
  }

  /** Time passes while the board polls and nothing else happens. */
  passPolling(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.nowMs < untilMs) this.poll();
  }

  vend(selection = 13, elevator = false): void {
    this.give({ type: 'vend', id: 7, request: { selection, dropSensor: true, elevator } });
  }

  /** A vend up to the acknowledged 0x06. */
  driven(selection = 13, elevator = false): void {
    this.vend(selection, elevator);
    this.poll();
    this.ack();
    this.checkResult(selection, 0x01);
    this.poll();
    this.ack();
  }

  command(command: FreeCommand, id = 3): void {
    this.give({ type: 'command', id, command });
  }

  watch(selection: number, forMs: number): void {
    this.give({ type: 'watch', id: 9, request: { selection, forMs } });
  }

  /** The one result so far of a vend, watch or command; undefined when there is none. */
  result(type: 'vend-result' | 'watch-result' | 'command-result'): unknown {
    const results = this.effects.flatMap((effect) => (effect.type === type ? [effect.result] : []));
    if (results.length > 1) throw new Error(`${results.length} results of type ${type}`);
    return results[0];
  }

  events(type?: BoardEvent['type']): BoardEvent[] {
    return this.effects
      .flatMap((effect) => (effect.type === 'event' ? [effect.event] : []))
      .filter((event) => type === undefined || event.type === type);
  }
}

export const writes = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.type === 'write' ? [toHex(effect.bytes)] : []));

export const ACK = 'FA FB 42 00 43';
