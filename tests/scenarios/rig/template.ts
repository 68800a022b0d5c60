// A hub and a counter that are ready to sell, prepared once and copied for every case.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeIdentity } from '../../../device/identity/identity-files.ts';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import type { Slot } from '../../../device/planogram/slot.ts';
import { startRigBoard } from './board.ts';
import { RigCounter } from './counter.ts';
import { startRigHub } from './hub.ts';
import { settled } from './rig.ts';
import { sampleGoods } from './sample-goods.ts';

export const rigCounterId = 'counter-150102-0001';

export interface Template {
  slots: Slot[];
  /** The counter's own folder, as it was prepared. */
  counterFolder: string;
  /** A copy of both folders under a new folder. */
  copy(): string;
  remove(): void;
}

/** Enrols the counter, signs lists, loads the slots through the gate, and lets the hub hold all of it. */
export async function prepareTemplate(): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const slots = await fill(join(folder, 'template'));
    let copies = 0;
    return {
      slots,
      counterFolder: join(folder, 'template', 'counter'),
      copy() {
        copies += 1;
        const to = join(folder, String(copies));
        cpSync(join(folder, 'template'), to, { recursive: true });
        return to;
      },
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function fill(folder: string): Promise<Slot[]> {
  const goods = sampleGoods(Date.now());
  const counterFolder = join(folder, 'counter');
  mkdirSync(counterFolder, { recursive: true });
  const hub = await startRigHub(join(folder, 'hub'));
  const board = await startRigBoard({ port: join(folder, 'board'), slots: goods.slots });
  try {
    await hub.certify(goods.entries);
    const journalKey = await loadOrCreateJournalKey(join(counterFolder, 'journal.key'));
    writeIdentity(join(counterFolder, 'identity'), await hub.enrol(rigCounterId, journalKey));
    writeFileSync(join(counterFolder, 'root.json'), hub.hub.firstRoot);
    const counter = await RigCounter.start({
      counter: rigCounterId,
      folder: counterFolder,
      boardPort: board.port,
      hub,
      slots: goods.slots,
      payAfterMs: 50,
    });
    await settled(
      counter,
      ({ slots }) => slots.length === goods.slots.length && slots.every((one) => one.forSale),
    );
    await counter.stop();
  } finally {
    await board.stop();
    await hub.stop();
  }
  return goods.slots;
}
