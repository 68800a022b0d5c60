// The restock desk: one act after the other, lines committed before anything is said to have happened.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { askLoad, type GateParts } from '../gate/gate-source.ts';
import type { RestockDesk } from '../operator/ports.ts';
import type { OpenRestock } from '../planogram/open-restock.ts';
import type { Planogram } from '../planogram/planogram.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';
import type { ProductView } from '../screens/views.ts';
import { hintsFor } from './hints.ts';
import type { PhotoProblem, PhotoStore } from './photos.ts';
import { stepRestock } from './restock-machine.ts';
import { type Around, emptyRestock, no, type RestockEvent, type RestockState } from './restock-state.ts';

export interface RestockDeskParts {
  /** Appends lines with everything that follows from them; resolves when they are committed and the planogram follows. */
  append(lines: readonly LineBody[]): Promise<unknown>;
  /** The gate's own parts: lists, trusted time, warmth and the disk are read from here. */
  gate: GateParts;
  planogram: Pick<Planogram, 'slots'>;
  /** Slots the machine has, when the board told; without it only loaded ones are known. */
  slotNumbers?(): readonly number[];
  /** True while a sale or a test vend may take something out of the slot (RST-10). */
  moving(slot: number): boolean;
  product(entry: Entry): ProductView;
  /** `loadOpenRestocks` of the journal's database at start. */
  unfinished: readonly OpenRestock[];
  photos: PhotoStore;
  clock: Clock;
  random: Random;
  log: Log;
}

export type { RestockDesk };

const photoAdvice: Record<PhotoProblem, string> = {
  'photo-size': 'The photograph is larger than 2 MB, or empty. Take it again with fewer details.',
  'photo-format': 'The photograph is no JPEG or PNG. Set the camera to one of them.',
};

/** What lies around the pure machine at this moment. */
function lookAround(parts: RestockDeskParts): Around {
  const { gate, clock } = parts;
  return {
    wallMs: clock.nowMs(),
    upMs: clock.monotonicMs(),
    today: dayOf(gate.trustedNowMs()),
    lists: gate.lists(),
    slots: parts.planogram.slots(),
    slotNumbers: parts.slotNumbers?.() ?? [],
    ask: (proposed) => askLoad(gate, proposed),
    moving: (slot) => parts.moving(slot),
    product: (entry) => parts.product(entry),
  };
}

export function createRestockDesk(parts: RestockDeskParts): RestockDesk {
  const listeners = new Set<() => void>();
  let state: RestockState = { ...emptyRestock, unfinished: parts.unfinished };
  let last: Promise<unknown> = Promise.resolve();

  /** Each act sees what the one before it left: a double touch is two acts in a row. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  function failed(error: unknown, what: string): DeskAnswer {
    parts.log.error({ what, error: String(error) }, 'restock');
    return no(
      'failed',
      'storage',
      'The counter could not write this down. Nothing was changed; call service.',
    );
  }

  async function perform(event: RestockEvent): Promise<DeskAnswer> {
    // Nothing is awaited between looking and appending, so that no other line comes in between.
    try {
      const step = stepRestock(state, event, lookAround(parts));
      if (step.lines.length > 0) {
        const failure = await parts.append(step.lines).then(
          () => undefined,
          (error: unknown) => failed(error, event.type),
        );
        // A no stays a no when it cannot be written down.
        if (failure) return step.answer.ok ? failure : step.answer;
      }
      if (step.state !== state) {
        state = step.state;
        for (const listener of [...listeners]) listener();
      }
      return step.answer;
    } catch (error) {
      return failed(error, event.type);
    }
  }

  const act = (event: RestockEvent): Promise<DeskAnswer> => inTurn(() => perform(event));

  async function photo(bytes: Uint8Array): Promise<{ answer: DeskAnswer; photo?: string }> {
    if (!state.open) return { answer: no('not-now', 'no-session', 'Open a restock session first.') };
    if (parts.gate.storageLow?.())
      return { answer: no('not-now', 'storage-low', 'The disk is nearly full. Go on without a photograph.') };
    try {
      const kept = await parts.photos.keep(bytes);
      if (!kept.ok) return { answer: no('wrong', 'no-picture', photoAdvice[kept.problem]) };
      const answer = await perform({ type: 'photo', photo: kept.photo });
      return answer.ok ? { answer, photo: kept.photo } : { answer };
    } catch (error) {
      return { answer: failed(error, 'photo') };
    }
  }

  return {
    view() {
      if (!state.open) return null;
      const { photos: _photos, ...view } = state.open;
      return view;
    },
    hints: () =>
      hintsFor({
        slots: parts.planogram.slots(),
        lists: parts.gate.lists(),
        today: dayOf(parts.gate.trustedNowMs()),
        tooWarm: (slot) => parts.gate.tooWarm?.(slot) ?? false,
      }),
    open: (operator) => act({ type: 'open', session: `s${parts.random.hex(8)}`, operator }),
    scan: ({ session, scan }, operator) => act({ type: 'scan', session, scan, operator }),
    put: (put, operator) => act({ type: 'put', act: put, operator }),
    close: ({ session }, operator) => act({ type: 'close', session, operator }),
    stock: (stock, operator) => act({ type: 'stock', act: stock, operator }),
    price: (price, operator) => act({ type: 'price', act: price, operator }),
    photo: (bytes) => inTurn(() => photo(bytes)),
    async abandon() {
      await act({ type: 'abandon' });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
