// pure
// Why nothing at all can be bought, most fundamental first; null when something can.
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { OutOfService } from '../screens/views.ts';

export interface ServiceState {
  ready: boolean;
  journalWritable: boolean;
  /** The hub holds another history of this journal (LINK-5). */
  linkBroken: boolean;
  hasLists: boolean;
  freshness: Freshness;
  suspended: boolean;
  boardOnline: boolean;
  /** The board is there, but a motor of an earlier vend may still be turning (BOARD-31). */
  boardSettling: boolean;
  storageLow: boolean;
  /** Goods stand here, and every slot of them was too warm. */
  allWarm: boolean;
  /** CAB-2. */
  cabinetBlocked: boolean;
  /** Somebody serves the machine, or a door of it is open. */
  inService: boolean;
}

const questions: readonly [OutOfService, (state: ServiceState) => boolean][] = [
  ['starting', (state) => !state.ready],
  ['journal-fork', (state) => state.linkBroken],
  ['journal-not-writable', (state) => !state.journalWritable],
  ['storage-nearly-full', (state) => state.storageLow],
  ['no-lists', (state) => !state.hasLists],
  ['lists-too-old', (state) => state.freshness === 'red'],
  ['channel-suspended', (state) => state.suspended],
  ['in-service', (state) => state.inService],
  ['board-settling', (state) => state.boardSettling],
  ['board-offline', (state) => !state.boardOnline],
  ['too-warm', (state) => state.allWarm],
  ['cabinet-blocked', (state) => state.cabinetBlocked],
];

/** First reason that holds, or null. */
export function outOfService(state: ServiceState): OutOfService | null {
  return questions.find(([, holds]) => holds(state))?.[0] ?? null;
}
