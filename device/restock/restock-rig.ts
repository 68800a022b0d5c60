// A restock desk over a planogram in memory, for tests: what it appends is applied as the agent applies it.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import { productView } from '../agent/slot-views.ts';
import { type SampleSanctions, sampleEntry, sampleLists, sampleNowMs } from '../gate/gate-samples.ts';
import type { GateParts } from '../gate/gate-source.ts';
import type { OpenRestock } from '../planogram/open-restock.ts';
import { createPlanogram } from '../planogram/planogram.ts';
import { silentLog } from '../platform/log.ts';
import type { DeskActOf } from '../screens/desk-acts.ts';
import type { PhotoStore } from './photos.ts';
import { createRestockDesk, type RestockDeskParts } from './restock-desk.ts';

export const otherEntry: Entry = {
  ...sampleEntry,
  id: 'NM-2026-0002',
  name: '敖汉小米',
  gtins: ['16901234567899'],
  shelfLifeDays: 360,
};

export interface RigSettings {
  entries?: readonly Entry[];
  sanctions?: SampleSanctions;
  /** False: the counter never had lists. */
  hasLists?: boolean;
  slotNumbers?: readonly number[];
  unfinished?: readonly OpenRestock[];
  photos?: PhotoStore;
}

export function restockRig(settings: RigSettings = {}) {
  const { entries = [sampleEntry, otherEntry], sanctions = {}, hasLists = true } = settings;
  const planogram = createPlanogram(new Map(), 0);
  const lines: LineBody[] = [];
  const rig = {
    sanctions,
    moving: false,
    diskFails: false,
    storageLow: false,
    nowMs: sampleNowMs,
    sessions: 0,
  };
  const gate: GateParts = {
    slot: (slot) => planogram.slot(slot),
    lists: () => (hasLists ? sampleLists(entries, rig.sanctions, rig.nowMs - 3_600_000) : undefined),
    trustedNowMs: () => rig.nowMs,
    boardOnline: () => false,
    journalWritable: () => true,
    storageLow: () => rig.storageLow,
    tooWarm: (slot) => slot === 66,
  };
  const write = (bodies: readonly LineBody[]): void => {
    const from = lines.length;
    lines.push(...bodies);
    const stamped = bodies.map((body, index) => ({ seq: from + index + 1, at: 1, up: 1, ...body }) as Line);
    // Throws when a line does not fit its schema.
    for (const line of stamped) lineMessage(line.kind).encode(line as never);
    planogram.apply(stamped);
  };
  const parts: RestockDeskParts = {
    async append(bodies) {
      if (rig.diskFails) throw new Error('disk full');
      await Promise.resolve();
      write(bodies);
    },
    gate,
    planogram,
    ...(settings.slotNumbers ? { slotNumbers: () => settings.slotNumbers! } : {}),
    moving: () => rig.moving,
    product: productView,
    unfinished: settings.unfinished ?? [],
    photos: settings.photos ?? { keep: async () => ({ ok: true, photo: 'a'.repeat(64) }) },
    clock: { nowMs: () => rig.nowMs, monotonicMs: () => rig.nowMs, setTimer: () => () => undefined },
    random: { hex: (length) => String(++rig.sessions).padStart(length * 2, '0'), fraction: () => 0 },
    log: silentLog,
  };
  const desk = createRestockDesk(parts);
  return Object.assign(rig, { desk, planogram, lines, write, kinds: () => lines.map((line) => line.kind) });
}

export type RestockRig = ReturnType<typeof restockRig>;
export const firstSession = `s${'1'.padStart(16, '0')}`;

/** A put into slot 1 that nothing stands against. */
export const samplePut = (changes: Partial<DeskActOf<'restock-put'>> = {}): DeskActOf<'restock-put'> => ({
  act: 'restock-put',
  session: firstSession,
  slot: 1,
  entry: sampleEntry.id,
  lot: '20260401A',
  madeOn: '2026-04-01',
  bestBefore: '2026-09-28',
  count: 5,
  added: 5,
  capacity: 8,
  priceFen: 1500,
  ...changes,
});
