// pure
// Mistakes in the counter's sale, gate and journal.
import type { PlantedBug } from './planted-bug.ts';

export const counterBugs: readonly PlantedBug[] = [
  {
    name: 'no-boot-recovery',
    what: 'after a restart nobody looks at open orders',
    edits: [
      {
        file: 'device/sale/sale-runner.ts',
        find: 'const orders = await this.#abandoned();',
        replace: 'const orders = (await this.#abandoned()).slice(0, 0);',
      },
    ],
    invariants: ['S1', 'S12'],
    withinSeeds: 20,
  },
  {
    name: 'timeout-means-unpaid',
    what: 'a payment that nobody can say anything about is taken for unpaid',
    edits: [
      {
        file: 'device/sale/sale-machine.ts',
        find: "const payment = valid ? result.state : 'unknown';",
        replace: "const payment = result.state === 'unknown' ? 'not-paid' : result.state;",
      },
    ],
    invariants: ['S1', 'S11', 'S12'],
    withinSeeds: 30,
  },
  {
    name: 'order-dropped-on-timeout',
    what: 'an order that waits for its payment too long is forgotten instead of asked about again',
    edits: [
      {
        file: 'device/sale/sale-advance.ts',
        find: "effects: [{ type: 'retry-later', attempt: attempts }],",
        replace: 'effects: [],',
      },
    ],
    invariants: ['S1', 'S12'],
    withinSeeds: 50,
  },
  {
    name: 'refund-timeout-means-done',
    what: 'a refund without an answer is written down as done',
    edits: [
      {
        file: 'device/sale/sale-machine.ts',
        find: "if (event.result.state === 'unknown') {",
        replace: "if (event.result.state === ('never' as string)) {",
      },
    ],
    invariants: ['S1', 'S6'],
    withinSeeds: 20,
  },
  {
    name: 'refund-doubled-on-retry',
    what: 'a refund asked for again is asked for with what was asked before on top',
    edits: [
      {
        file: 'device/sale/sale-advance.ts',
        find: "effects: [{ type: 'refund', refund, order: order.order, amountFen }],",
        replace:
          "effects: [{ type: 'refund', refund, order: order.order, amountFen: amountFen * (state.attempts > 0 ? 2 : 1) }],",
      },
    ],
    invariants: ['S1', 'S6', 'S12'],
    withinSeeds: 30,
  },
  {
    name: 'paid-without-acceptance',
    what: 'the counter takes "paid" for its own without the hub confirming it, and the hub gives it back',
    edits: [
      {
        file: 'device/payment/qr-machine.ts',
        find: "return asked({ ...known, phase: 'accepting', attempt: 0 });",
        replace: "return { payment: { ...known, phase: 'accepted' } };",
      },
    ],
    invariants: ['S1', 'S12'],
    withinSeeds: 100,
  },
  {
    name: 'board-silence-means-failure',
    what: 'a board that reports no outcome in time is said to have delivered nothing',
    edits: [
      {
        file: 'device/board/vend.ts',
        find: "return end(state, vend, { outcome: 'unknown', ...last, detail: reason }, nowMs);",
        replace: "return end(state, vend, { outcome: 'not-delivered', ...last, detail: reason }, nowMs);",
      },
    ],
    invariants: ['S1', 'S15'],
    withinSeeds: 60,
  },
  {
    name: 'failure-assumed-after-crash',
    what: 'after a power cut during a vend the journal says that nothing fell',
    edits: [
      {
        file: 'device/sale/sale-recovery.ts',
        find: "action: 'record-unknown',",
        replace: "action: 'record-not-delivered',",
      },
    ],
    invariants: ['S1', 'S15'],
    withinSeeds: 60,
  },
  {
    name: 'delivered-assumed-after-crash',
    what: 'after a power cut during a vend the goods are taken for delivered',
    edits: [
      {
        file: 'device/sale/sale-recovery.ts',
        find: "action: 'record-unknown',",
        replace: "action: 'record-delivered',",
      },
    ],
    invariants: ['S1', 'S7', 'S15'],
    withinSeeds: 30,
  },
  {
    name: 'vend-again-after-reboot',
    what: 'a restart in the middle of a vend turns the motor once more',
    edits: [
      {
        file: 'device/sale/sale-advance.ts',
        find: "if (tail === 'dispensing-without-outcome' && state.announced === item!.item)",
        replace: "if (tail === 'dispensing-without-outcome')",
      },
    ],
    invariants: ['S1', 'S2', 'S3', 'S15'],
    withinSeeds: 60,
  },
  {
    name: 'no-vend-intent',
    what: 'the motor turns without a line that announced it',
    edits: [
      {
        file: 'device/sale/sale-advance.ts',
        find: 'return journal({ ...state, announced: item.item }, [line]);',
        replace: `if (line.kind !== 'dispensing') return journal({ ...state, announced: item.item }, [line]);
    const items = order.items.map((one) => (one === item ? { ...one, dispensing: true } : one));
    const record = { ...order, items };
    return vend({ ...state, record }, record, { ...item, dispensing: true });`,
      },
    ],
    invariants: ['S3'],
    withinSeeds: 10,
  },
  {
    name: 'no-gate-at-dispense',
    what: 'what passed the gate when it was paid for is dispensed whatever was withdrawn meanwhile',
    edits: [
      {
        file: 'device/gate/gate.ts',
        find: 'if (reasons.length === 0 && slot && lists && entry) {',
        replace: "if ((reasons.length === 0 || question.point === 'dispense') && slot && lists && entry) {",
      },
    ],
    invariants: ['S4', 'S5'],
    withinSeeds: 60,
  },
  {
    name: 'permit-of-the-payment',
    what: 'the permit given when it was paid for is used again at the motor',
    edits: [
      {
        file: 'device/gate/gate-source.ts',
        find: 'const decision = gate({ point, slotNumber, slot, taken, tooWarm, storageLow, ...now });\n    return {',
        replace: `const kept = parts as { kept?: Map<number, GateDecision> };
    kept.kept ??= new Map();
    const before = kept.kept.get(slotNumber);
    const asked = gate({ point, slotNumber, slot, taken, tooWarm, storageLow, ...now });
    if (point === 'pay') kept.kept.set(slotNumber, asked);
    const decision = point === 'dispense' && before?.pass ? before : asked;
    return {`,
      },
    ],
    invariants: ['S4', 'S5'],
    withinSeeds: 60,
  },
  {
    name: 'price-band-ignored',
    what: 'goods are sold for a price outside the certified band',
    edits: [
      {
        file: 'device/gate/gate.ts',
        find: "say('price-outside-band', !(slot.priceFen >= minFen && slot.priceFen <= maxFen));",
        replace: "say('price-outside-band', minFen > maxFen);",
      },
      {
        file: 'device/sale/sale-steps.ts',
        find: "return item.priceFen < minFen || item.priceFen > maxFen ? ['price-outside-band'] : [];",
        replace: "return minFen > maxFen ? ['price-outside-band'] : [];",
      },
    ],
    invariants: ['S4'],
    withinSeeds: 60,
  },
  {
    name: 'orders-beside-their-lines',
    what: 'the table of open orders is written after the lines, in a transaction of its own',
    edits: [
      {
        file: 'device/journal/sqlite-journal.ts',
        find: '          await also?.(tx, lines);\n        }),\n      );',
        replace: `        }),
      );
      await this.#inside.run(scope, () => this.#parts.db.transaction(async (tx) => also?.(tx, lines)));`,
      },
    ],
    invariants: ['S1', 'S11', 'S12', 'S13'],
    withinSeeds: 60,
  },
  {
    name: 'full-disk-forgets',
    what: 'lines that find the disk full are taken for written',
    edits: [
      {
        file: 'device/journal/sqlite-journal.ts',
        find: 'const released = await this.#reserve.release();',
        replace: 'if (lines.length > 0) return;\n      const released = await this.#reserve.release();',
      },
    ],
    invariants: ['S1', 'S3', 'S8', 'S10', 'S12'],
    withinSeeds: 150,
  },
  {
    name: 'lost-writes-unseen',
    what: 'a disk that lost its last writes is written on, at its start and when the hub says that it holds more',
    edits: [
      {
        file: 'device/journal/examine.ts',
        find: "if (seen === undefined || seen === 'unreadable') return good;",
        replace: 'if (seen !== undefined || seen === undefined) return good;',
      },
      {
        file: 'device/link/link-machine.ts',
        find: `if (message.refused?.code === 'behind-hub' || message.seq > state.headSeq) return 'behind-hub';
  return ownHash === message.hash ? undefined : 'fork';`,
        replace: 'return undefined;',
      },
      {
        file: 'device/link/link-machine.ts',
        find: "if (message.refused?.code === 'fork') return 'fork';",
        replace: '',
      },
    ],
    invariants: ['S1', 'S8', 'S9', 'S10', 'S12'],
    withinSeeds: 60,
  },
];
