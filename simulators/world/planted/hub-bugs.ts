// pure
// Mistakes between counter and hub, and on the hub.
import type { PlantedBug } from './planted-bug.ts';

export const hubBugs: readonly PlantedBug[] = [
  {
    name: 'sent-means-held',
    what: 'the link takes everything it has sent for held by the hub',
    edits: [
      {
        file: 'device/link/link-machine.ts',
        find: 'return { ...state, position: message.seq, sentTo, lastRefusal: message.refused };',
        replace: `const held = Math.max(message.seq, state.sentTo);
  return { ...state, position: held, sentTo: Math.max(sentTo, held), lastRefusal: undefined };`,
      },
    ],
    invariants: ['S7', 'S8', 'S9', 'S10', 'S12'],
    withinSeeds: 10,
  },
  {
    name: 'confirmed-means-for-ever',
    what: 'a position that went back (a hub restored from a backup) is taken for a mistake of the hub',
    edits: [
      {
        file: 'device/link/link-machine.ts',
        find: 'const isFirst = state.position === undefined;',
        replace: `const known = (state as { known?: number }).known ?? 0;
  if (message.seq < known) return { ...state, position: known, sentTo: Math.max(state.sentTo, known) };
  state = { ...state, known: message.seq } as LinkState;
  const isFirst = state.position === undefined;`,
      },
    ],
    invariants: ['S7', 'S8', 'S9', 'S12'],
    withinSeeds: 60,
  },
  {
    name: 'hub-counts-repeats',
    what: 'lines that come a second time are summed a second time',
    edits: [
      {
        file: 'hub/ledger/uplink.ts',
        find: '#repeat(state: JournalState, to: number): void {\n    this.#parts.stats.repeats += 1;',
        replace: `#repeat(state: JournalState, to: number, batch?: Batch): void {
    this.#parts.stats.repeats += 1;
    if (batch) this.#again(batch, state);`,
      },
      {
        file: 'hub/ledger/uplink.ts',
        find: 'return this.#repeat(state, batch.header.to);',
        replace: 'return this.#repeat(state, batch.header.to, batch);',
      },
      {
        file: 'hub/ledger/uplink.ts',
        find: '  async #inside(',
        replace: `  #again({ header, lines }: Batch, { counter }: JournalState): void {
    for (const [at, line] of lines.entries()) {
      const fact = factOf(header.from + at, line as Buffer) as { line?: Record<string, unknown> } | undefined;
      if (fact?.line?.['outcome'] !== 'delivered') continue;
      const values = [counter, fact.line['entry'], fact.line['priceFen']] as string[];
      void this.#parts.db.transaction((tx) =>
        tx.run(
          'UPDATE day_total SET sales = sales + 1, sales_fen = sales_fen + ?3 WHERE counter = ?1 AND entry = ?2',
          values,
        ),
      );
    }
  }

  async #inside(`,
      },
    ],
    invariants: ['S7'],
    withinSeeds: 20,
  },
  {
    name: 'overlap-counted-twice',
    what: 'of a batch that is partly known the known lines are summed again',
    edits: [
      {
        file: 'hub/ledger/uplink.ts',
        find: 'for (const [at, line] of fresh.entries()) {\n      const seq = header.from + skip + at;',
        replace: 'for (const [at, line] of lines.entries()) {\n      const seq = header.from + at;',
      },
    ],
    invariants: ['S7', 'S8', 'S12'],
    withinSeeds: 20,
  },
  {
    name: 'position-before-commit',
    what: 'the hub says that it holds lines before they are on its disk',
    edits: [
      {
        file: 'hub/ledger/commit-group.ts',
        find: 'const committedAtMs = clock.nowMs();\n    try {',
        replace: `const committedAtMs = clock.nowMs();
    for (const { state, items } of parts) {
      const before = state.committed;
      const last = items.at(-1)!;
      state.committed = { seq: last.to, hash: last.head };
      this.#parts.committed(state);
      state.committed = before;
    }
    try {`,
      },
    ],
    invariants: ['S9'],
    withinSeeds: 60,
  },
  {
    name: 'totals-beside-their-lines',
    what: 'the hub writes lines and totals in two transactions',
    edits: [
      {
        file: 'hub/ledger/commit-group.ts',
        find: '        await writeGroup(tx, rows, draft, committedAtMs);',
        replace: '        await writeGroup(tx, rows, { ...draft, dayTotals: new Map() }, committedAtMs);',
      },
      {
        file: 'hub/ledger/commit-group.ts',
        find: '          await project(tx, { parts: rows, draft, committedAtMs });\n      });',
        replace: `          await project(tx, { parts: rows, draft, committedAtMs });
      });
      const { dayTotals } = draft;
      await db.transaction((tx) => writeGroup(tx, [], { ...emptyDraft(), dayTotals }, committedAtMs));`,
      },
    ],
    invariants: ['S7'],
    withinSeeds: 100,
  },
  {
    name: 'fork-swallowed',
    what: 'the same line number with another hash is answered as if the hub held it',
    edits: [
      {
        file: 'hub/ledger/uplink.ts',
        find: 'const { db, clock, log } = this.#parts;\n    const held = (await this.#hashAt(state, seq)) ??',
        replace: `const { db, clock, log } = this.#parts;
    const { counter, journal } = state;
    const hubTime = clock.nowMs();
    if (seq >= 0) return this.#parts.sendPosition(counter, { v: 1, journal, seq, hash: offered, hubTime });
    const held = (await this.#hashAt(state, seq)) ??`,
      },
    ],
    invariants: ['S7', 'S8', 'S9', 'S12'],
    withinSeeds: 100,
  },
  {
    name: 'retry-with-a-new-payment',
    what: 'a code that was not answered is asked for again under another number at the gateway',
    edits: [
      {
        file: 'hub/payments/provider-calls.ts',
        find: 'const answer = await provider.createQr(payment);',
        replace: `const order = payment.tries === 0 ? payment.order : \`\${payment.order}-\${payment.tries}\`;
  const answer = await provider.createQr({ ...payment, order });`,
      },
    ],
    invariants: ['S1', 'S12'],
    withinSeeds: 20,
  },
  {
    name: 'hub-refund-with-a-new-number',
    what: 'the hub sends a refund that was not answered again under another number',
    edits: [
      {
        file: 'hub/payments/payment-runner.ts',
        find: 'const wish = { ...refund, totalFen: payment.paidFen ?? 0 };',
        replace:
          'const wish = { ...refund, refund: refund.refund + String(refund.tries), totalFen: payment.paidFen ?? 0 };',
      },
    ],
    invariants: ['S1', 'S6', 'S12'],
    withinSeeds: 20,
  },
  {
    name: 'hub-timeout-means-closed',
    what: 'a gateway that gives no clear answer is taken to have closed the payment',
    edits: [
      {
        file: 'hub/payments/payment-machine.ts',
        find: 'return unclear(payment, event.reason, event.waitMs, nowMs);',
        replace:
          "return isUnpaid(payment) ? stay({ ...payment, state: 'closed', closedAtMs: nowMs, nextAtMs: null }) : stay(payment);",
      },
    ],
    invariants: ['S1', 'S12'],
    withinSeeds: 40,
  },
  {
    name: 'journal-not-asked',
    what: 'a restored hub gives back what the counter had taken, without asking its journal',
    edits: [
      {
        file: 'hub/payments/payment-machine.ts',
        find: "return { payment, effects: [{ do: 'ask-journal' }] };",
        replace: "return giveBack(payment, nowMs, 'the counter did not take the payment in time');",
      },
    ],
    invariants: ['S1', 'S6'],
    withinSeeds: 60,
  },
];
