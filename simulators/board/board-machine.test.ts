import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bench, bodiesOf, commandHex, createBench, driveHex, syncHex } from './board-bench.ts';
import { golden } from './golden-frames.ts';
import type { Scenario } from './scenario.ts';
import * as words from './scenario-words.ts';

const SLOTS = [
  { selection: 1, inventory: 4, capacity: 4, priceFen: 9900 },
  { selection: 13, inventory: 7, capacity: 10, priceFen: 350 },
];
const POLL = golden('V01');
const ACK = golden('V02');
const bench = (config = {}) => createBench(SLOTS, { motorMs: 500, ...config });
const slot = (b: Bench, selection = 13) => b.state().slots[selection]!;
/** A bench whose counter has made its sync with pack 1. */
const synced = (config = {}): Bench => {
  const b = bench(config);
  b.talk(3000, [syncHex(1)]);
  b.sent.length = 0;
  return b;
};
/** Statuses of 0x04 with the selection, as sent. */
const statuses = (b: Bench) => bodiesOf(b.sent, 4);
const DISPENSING = '01 00 0D';
const DISPENSED = '02 00 0D';
const NOTHING = '03 00 0D';

describe('[SIM-3] the board is the bus host', () => {
  it('polls every 200 ms and says nothing else to a quiet counter', () => {
    const b = bench();
    b.talk(1000);
    b.sent.length = 0;
    b.talk(2000);
    expect(b.sent).toEqual(Array.from({ length: 10 }, () => POLL));
    expect(b.violations).toEqual([]);
  });

  it('keeps polling when nobody answers', () => {
    const b = bench();
    b.run(4000);
    expect(b.sent.slice(6)).toEqual(Array.from({ length: b.sent.length - 6 }, () => POLL));
    expect(b.sent.length).toBeGreaterThan(18);
  });

  it('announces its start with 0x31, six times in all when it is not acknowledged, always with one pack number', () => {
    const b = bench();
    b.run(1100);
    expect(b.sent).toHaveLength(6);
    expect(new Set(b.sent).size).toBe(1);
    expect(b.sent[0]).toMatch(/^FA FB 31 01 /);
  });

  it('counts its own pack numbers from 1 to 255, never 0', () => {
    const b = synced();
    for (let i = 0; i < 260; i++) b.apply(words.keypad(13));
    b.talk(60_000);
    const packs = b.sent
      .filter((hex) => hex.startsWith('FA FB 05'))
      .map((hex) => Number.parseInt(hex.slice(12, 14), 16));
    expect(packs).toHaveLength(260);
    expect(packs.slice(1)).toEqual(packs.slice(0, -1).map((pack) => (pack % 255) + 1));
    expect(b.state().line.queue).toHaveLength(0);
  });

  it('starts from another pack number with another seed, and the same with the same', () => {
    const first = (seed: number) => {
      const b = createBench(SLOTS, {}, seed);
      b.run(10);
      return b.sent[0];
    };
    expect(first(3)).toBe(first(3));
    expect(new Set([1, 2, 3, 4, 5].map(first)).size).toBeGreaterThan(1);
  });

  it('reports every slot after the sync of the counter, also when only the counter has started', () => {
    const b = bench();
    b.run(5000);
    b.sent.length = 0;
    b.talk(2000, [syncHex(1)]);
    expect(bodiesOf(b.sent, 0x11)).toEqual([
      '00 01 00 00 26 AC 04 04 00 00 00',
      '00 0D 00 00 01 5E 07 0A 00 00 00',
    ]);
    expect(b.violations).toEqual([]);
  });

  it('obeys a new POLL interval', () => {
    const b = synced();
    b.talk(1000, [commandHex(0x16, 2, 10)]);
    b.sent.length = 0;
    b.talk(5000);
    expect(b.sent.filter((hex) => hex === POLL)).toHaveLength(5);
  });
});

describe('[SIM-5] what is reported and what is true are two things', () => {
  const cases: [string, Scenario[], string[], object][] = [
    ['jam', [words.jam(13)], [DISPENSING, NOTHING], { dropped: 0, real: 7, status: 3, motorTurns: 1 }],
    [
      'a sensor that denies a drop',
      [words.lyingSensor(13, 'denies-a-drop')],
      [DISPENSING, NOTHING],
      { dropped: 1, real: 6 },
    ],
    [
      'a sensor that claims a drop',
      [words.lyingSensor(13, 'claims-a-drop')],
      [DISPENSING, DISPENSED],
      { dropped: 0, real: 7 },
    ],
    ['another fault', [words.motorFault(13, 4)], [DISPENSING, '04 00 0D'], { dropped: 0, real: 7 }],
    ['never finishing', [words.neverFinishes(13)], [DISPENSING], { dropped: 0, motorTurns: 1 }],
    [
      'never finishing though it drops',
      [words.neverFinishes(13, { drops: true })],
      [DISPENSING],
      { dropped: 1 },
    ],
    ['a doubled result', [words.doubleResult(13)], [DISPENSING, DISPENSED, DISPENSED], { dropped: 1 }],
    [
      'an empty slot nobody noticed',
      [words.emptySlot(13, { unnoticed: true })],
      [DISPENSING, NOTHING],
      { dropped: 0, inventory: 7, real: 0 },
    ],
    ['a jam healed in time', [words.jam(13, 3), words.heal(13)], [DISPENSING, DISPENSED], { dropped: 1 }],
  ];
  it.each(cases)('%s', (_, scenarios, expected, truth) => {
    const b = synced();
    for (const scenario of scenarios) b.apply(scenario);
    b.talk(3000, [driveHex(13, 2)]);
    expect(statuses(b)).toEqual(expected);
    expect(slot(b)).toMatchObject(truth);
    expect(b.violations).toEqual([]);
  });

  it('reports a jammed slot with status 3, as the capture, and normal again after a good drive', () => {
    const b = synced();
    b.apply(words.jam(13));
    b.talk(4000, [driveHex(13, 2)]);
    b.talk(4000, [driveHex(13, 3)]);
    expect(bodiesOf(b.sent, 0x11).map((body) => body.slice(-2))).toEqual(['03', '00']);
  });

  it('claims success for an empty slot when the drop sensor is off', () => {
    const b = synced();
    b.apply(words.emptySlot(13, { unnoticed: true }));
    b.talk(3000, [driveHex(13, 2, 0)]);
    expect(statuses(b)).toEqual([DISPENSING, DISPENSED]);
    expect(slot(b).dropped).toBe(0);
  });

  it('takes a slow motor its time', () => {
    const b = synced();
    b.apply(words.slowMotor(13, 9000));
    b.talk(8000, [driveHex(13, 2)]);
    expect(statuses(b)).toEqual([DISPENSING]);
    b.talk(3000);
    expect(statuses(b)).toEqual([DISPENSING, DISPENSED]);
  });

  it('restocks truly, noticed or not', () => {
    const b = synced();
    b.apply(words.restock(13, 3));
    b.apply(words.restock(13, 2, { unnoticed: true }));
    expect(slot(b)).toMatchObject({ real: 12, loaded: 12, inventory: 10 });
  });
});

describe('[SIM-6] the line and the power fail', () => {
  it('is silent after so many frames, for so long, and then reports what happened meanwhile', () => {
    const b = synced();
    b.apply(words.silence({ afterFrames: 3, forMs: 4000 }));
    // POLL, ACK of the drive, status 01: then nothing.
    b.talk(3000, [driveHex(13, 2)]);
    expect(b.sent).toHaveLength(3);
    expect(slot(b).dropped).toBe(1);
    b.talk(3000);
    // The ACK to status 01 fell on deaf ears, so that frame comes once more, unchanged.
    expect(statuses(b)).toEqual([DISPENSING, DISPENSING, DISPENSED]);
    const [first, again] = b.sent.filter((hex) => hex.startsWith('FA FB 04'));
    expect(again).toBe(first);
  });

  it('hears nothing while silent', () => {
    const b = synced();
    b.apply(words.silence());
    b.hear(driveHex(13, 2));
    b.hear('00 01 02');
    b.talk(10_000);
    expect(b.sent).toEqual([]);
    expect(slot(b).motorTurns).toBe(0);
    expect(b.violations).toEqual([]);
    b.apply(words.heal());
    b.talk(1000);
    expect(b.sent.length).toBeGreaterThan(3);
  });

  it('loses an ACK: the repeat with the same pack is acknowledged and does not turn the motor again', () => {
    const b = synced();
    b.apply(words.loseAck(2));
    b.talk(4000, [driveHex(13, 2), driveHex(13, 2), driveHex(13, 2)]);
    expect(b.sent.filter((hex) => hex === ACK)).toHaveLength(1);
    expect(slot(b)).toMatchObject({ motorTurns: 1, dropped: 1 });
    expect(b.violations).toEqual([]);
  });

  it('turns the motor again for a repeat when the board does not suppress repeats', () => {
    const b = synced({ suppressRepeats: false, motorMs: 10 });
    b.apply(words.loseAck(1));
    b.talk(4000, [driveHex(13, 2), driveHex(13, 2)]);
    expect(slot(b)).toMatchObject({ motorTurns: 2, dropped: 2 });
  });

  it('restarts at once: silence while it boots, then 0x31 and, after the sync, the slots', () => {
    const b = synced({ bootMs: 1000 });
    b.apply(words.restart({ when: 'idle' }));
    b.talk(900);
    expect(b.sent).toEqual([]);
    b.talk(3000, [syncHex(2)]);
    expect(b.sent[0]).toMatch(/^FA FB 31/);
    expect(bodiesOf(b.sent, 0x11)).toHaveLength(2);
    expect(b.violations).toEqual([]);
  });

  it.each([
    ['after-drive', 0, []],
    ['before-result', 1, [DISPENSING]],
  ] as const)('restarts %s: %i dropped, no result, the fact is kept', (when, dropped, expected) => {
    const b = synced();
    b.apply(words.restart({ when }));
    b.talk(5000, [driveHex(13, 2)]);
    expect(statuses(b)).toEqual(expected);
    expect(slot(b)).toMatchObject({ dropped, real: 7 - dropped });
    expect(bodiesOf(b.sent, 0x31)).toHaveLength(1);
  });

  it('keeps what the operator set through a restart but not the credit', () => {
    const b = synced();
    b.apply(words.operatorSets(13, { priceFen: 1 }));
    b.apply(words.insertMoney(500));
    b.apply(words.restart({ when: 'idle' }));
    expect(slot(b).priceFen).toBe(1);
    expect(b.state().creditFen).toBe(0);
  });

  it('makes noise from a seed: the same one twice, and a counter is not blamed for it', () => {
    const spoilt = (seed: number) => {
      const b = synced();
      b.apply(words.noise({ rate: 0.5, seed }));
      b.talk(20_000, [driveHex(13, 2)]);
      return b;
    };
    expect(spoilt(5).sent).toEqual(spoilt(5).sent);
    expect(spoilt(5).sent).not.toEqual(spoilt(6).sent);
    expect(spoilt(5).sent.filter((hex) => hex !== POLL).length).toBeGreaterThan(20);
    expect(spoilt(5).violations).toEqual([]);
  });
});

describe('[SIM-7] goods do not come from nowhere', () => {
  const frame = fc.oneof(
    fc
      .uint8Array({ maxLength: 30 })
      .map((bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')),
    fc
      .tuple(
        fc.constantFrom(1, 3, 5, 6, 18, 19, 20, 21, 22, 37, 39, 40, 49, 81, 83, 112),
        fc.array(fc.nat(255), { maxLength: 7 }),
      )
      .map(([cmd, body]) => commandHex(cmd, body[0] ?? 1, ...body)),
    fc
      .tuple(fc.constantFrom(1, 13, 60), fc.integer({ min: 1, max: 255 }))
      .map(([s, pack]) => driveHex(s, pack)),
  );
  const happening = fc.constantFrom<Scenario>(
    words.jam(13),
    words.lyingSensor(13, 'denies-a-drop'),
    words.lyingSensor(1, 'claims-a-drop', 2),
    words.neverFinishes(1, { drops: true }),
    words.restart({ when: 'before-result' }),
    words.restart({ when: 'idle' }),
    words.emptySlot(13),
    words.restock(1, 2),
    words.noise({ rate: 0.3 }),
    words.silence({ forMs: 300 }),
    words.loseAck(2),
    words.insertMoney(5000),
    words.keypadSale(1),
  );
  const step = fc.oneof({ weight: 4, arbitrary: frame }, { weight: 1, arbitrary: happening });

  it('dropped and left are together what was loaded, whatever bytes arrive and whatever happens', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, suppressRepeats) => {
        const b = bench({ suppressRepeats, motorMs: 20 });
        for (const one of steps) {
          if (typeof one === 'string') b.hear(one);
          else b.apply(one);
          b.run(210, (hex) => (hex === POLL || hex === ACK ? null : ACK));
        }
        for (const one of Object.values(b.state().slots)) {
          expect(one.real + one.dropped).toBe(one.loaded);
          expect(one.real).toBeGreaterThanOrEqual(0);
          expect(one.dropped).toBeLessThanOrEqual(one.motorTurns);
        }
        const drops = b.taken().filter((effect) => effect.type === 'drop').length;
        expect(drops).toBe(Object.values(b.state().slots).reduce((sum, one) => sum + one.dropped, 0));
      }),
    );
  });
});
