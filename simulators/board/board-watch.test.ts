import { describe, expect, it } from 'vitest';
import { type Bench, commandHex, createBench, driveHex, syncHex } from './board-bench.ts';
import { golden } from './golden-frames.ts';
import * as words from './scenario-words.ts';

const SLOTS = [{ selection: 13, inventory: 7, capacity: 10 }];
const POLL = golden('V01');
const ACK = golden('V02');
const STATUS_2 = commandHex(0x51, 2);

/** A bench whose counter has made its sync with pack 1 and behaved well so far. */
const good = (): Bench => {
  const b = createBench(SLOTS, { motorMs: 500 });
  b.talk(3000, [syncHex(1)]);
  return b;
};
/** Lets time pass to the next POLL, then `ms` more without an answer. */
const afterPoll = (b: Bench, ms: number): void => {
  const before = b.sent.length;
  while (b.sent.length === before) b.run(1);
  expect(b.sent.at(-1)).toBe(POLL);
  b.run(ms);
};

describe('[SIM-8] the board notes every breach of the protocol', () => {
  it('none by a counter that behaves', () => {
    const b = good();
    b.talk(5000, [STATUS_2, driveHex(13, 3), commandHex(0x01, 4, 0, 13), commandHex(0x25, 5)]);
    expect(b.violations).toEqual([]);
  });

  it('a command later than 100 ms after POLL; it is obeyed all the same', () => {
    const b = good();
    afterPoll(b, 101);
    b.hear(driveHex(13, 2));
    expect(b.violations).toEqual(['late-command']);
    expect(b.state().motor).not.toBeNull();
  });

  it('not a command at 100 ms, nor the first one of a counter that has just opened its port', () => {
    const b = good();
    afterPoll(b, 100);
    b.hear(STATUS_2);
    b.run(5000);
    afterPoll(b, 150);
    b.hear(syncHex(1));
    expect(b.violations).toEqual([]);
  });

  it('a command instead of the ACK to data; it is not obeyed and the data comes again', () => {
    const b = good();
    b.apply(words.keypad(13));
    b.run(150);
    const data = b.sent.at(-1);
    expect(data).toMatch(/^FA FB 05/);
    b.hear(driveHex(13, 2));
    expect(b.violations).toEqual(['command-instead-of-ack']);
    b.talk(300);
    expect(b.sent.filter((hex) => hex === data)).toHaveLength(2);
    expect(b.state().slots[13]?.motorTurns).toBe(0);
  });

  it('an unprompted command, which is not obeyed, and an unprompted ACK', () => {
    const b = good();
    afterPoll(b, 5);
    b.hear(ACK);
    b.hear(driveHex(13, 2));
    b.hear(ACK);
    b.run(50);
    expect(b.violations).toEqual(['unprompted', 'unprompted']);
    expect(b.state().slots[13]?.motorTurns).toBe(0);
  });

  it('not the late answers to host frames that stayed unanswered', () => {
    const b = good();
    afterPoll(b, 0);
    afterPoll(b, 0);
    b.hear(`${ACK} ${ACK}`);
    expect(b.violations).toEqual([]);
  });

  it.each([
    ['wrong-xor', golden('V13').replace(/50$/, '51')],
    ['garbage', '00 FF'],
    ['bad-length', commandHex(0x06, 2, 1)],
    ['unknown-command', commandHex(0x99, 2)],
    ['pack-zero', commandHex(0x51, 0)],
  ])('%s', (kind, hex) => {
    const b = good();
    afterPoll(b, 5);
    b.hear(hex);
    expect(b.violations[0]).toBe(kind);
  });

  it('a frame that stays unfinished', () => {
    const b = good();
    afterPoll(b, 5);
    b.hear('FA FB 51 01');
    b.run(150);
    expect(b.violations).toEqual(['cut-frame']);
  });

  it('does not acknowledge a malformed command but an unknown one', () => {
    const b = good();
    const acks = () => b.sent.filter((hex) => hex === ACK).length;
    const before = acks();
    afterPoll(b, 5);
    b.hear(commandHex(0x06, 2, 1));
    expect(acks()).toBe(before);
    b.hear(commandHex(0x99, 2));
    expect(acks()).toBe(before + 1);
  });

  it('a second command with the same pack number', () => {
    const b = good();
    b.talk(1000, [STATUS_2, commandHex(0x53, 2)]);
    expect(b.violations).toEqual(['pack-not-advanced']);
  });

  it('a pack number that jumps', () => {
    const b = good();
    b.talk(1000, [STATUS_2, commandHex(0x51, 4)]);
    expect(b.violations).toEqual(['pack-skipped']);
  });

  it('a re-send with another pack number', () => {
    const b = good();
    b.apply(words.loseAck(1));
    b.talk(1000, [commandHex(0x13, 2, 0, 13, 5), commandHex(0x13, 3, 0, 13, 5)]);
    expect(b.violations).toEqual(['pack-changed-on-resend']);
  });

  it('another command while one is outstanding', () => {
    const b = good();
    b.apply(words.loseAck(1));
    b.talk(1000, [commandHex(0x13, 2, 0, 13, 5), commandHex(0x53, 3)]);
    expect(b.violations).toEqual(['second-command']);
  });

  it('not another command after an answer that shows that the first one arrived', () => {
    const b = good();
    b.apply(words.loseAck(1));
    b.talk(1000, [commandHex(0x01, 2, 0, 13)]);
    b.talk(1000, [driveHex(13, 3)]);
    expect(b.violations).toEqual([]);
  });

  it('a command sent again although its ACK had come', () => {
    const b = good();
    b.talk(1000, [STATUS_2, STATUS_2]);
    expect(b.violations).toEqual(['repeated-after-ack']);
  });

  it('a sixth send, but not five; after five the counter may go on', () => {
    const five = Array.from({ length: 5 }, () => STATUS_2);
    const patient = good();
    patient.apply(words.loseAck(5));
    patient.talk(3000, [...five, commandHex(0x53, 3)]);
    expect(patient.violations).toEqual([]);
    const stubborn = good();
    stubborn.apply(words.loseAck(6));
    stubborn.talk(3000, [...five, STATUS_2]);
    expect(stubborn.violations).toEqual(['too-many-sends']);
  });

  it('a drive while another motor turns', () => {
    const b = good();
    b.talk(400, [driveHex(13, 2), driveHex(13, 3)]);
    expect(b.violations).toEqual(['drive-while-busy']);
    b.talk(2000);
    expect(b.state().slots[13]).toMatchObject({ motorTurns: 1, dropped: 1 });
  });

  it('lets a counter that has restarted count from anywhere, even with a command outstanding', () => {
    const b = good();
    b.apply(words.loseAck(1));
    b.talk(1000, [driveHex(13, 2), syncHex(1), commandHex(0x51, 2)]);
    expect(b.violations).toEqual([]);
  });

  it('accepts the wrap from 255 to 1', () => {
    const b = good();
    b.talk(2000, [syncHex(254), commandHex(0x51, 255), commandHex(0x51, 1)]);
    expect(b.violations).toEqual([]);
  });
});
