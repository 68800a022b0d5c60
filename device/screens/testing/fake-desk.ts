// A desk that does what a test tells it: people are let in by one PIN, views are set, acts are noted.
import type { Desk, DeskAct, DeskAnswer } from '../desk-acts.ts';
import type { DeskView, ScanView } from '../views.ts';
import {
  type SignedInView,
  type SignedOutView,
  sampleScan,
  sampleSignedIn,
  sampleSignedOut,
} from './sample-desk.ts';

export const rightPin = '246810';
export const rightBadge = 'BADGE-0007';

export interface FakeDesk extends Desk {
  /** Changes what a signed-in person sees. */
  show(changes: Partial<SignedInView>): void;
  /** Changes what everybody else sees. */
  showOutside(changes: Partial<SignedOutView>): void;
  /** The phone says yes: whoever asked is in. */
  approve(): void;
  /** Signs out without being asked, as the counter does when nobody touches it. */
  expire(): void;
  readonly acts: DeskAct[];
  readonly photos: number[];
  /** What the next acts get; undefined: what the fake does by itself. */
  answer: (act: DeskAct) => DeskAnswer | Promise<DeskAnswer> | undefined;
  /** What a scan is. */
  scan: (text: string) => Partial<ScanView>;
}

const session = 's0123456789abcdef';
const no = (code: Exclude<DeskAnswer, { ok: true }>['code'], why: string): DeskAnswer => ({
  ok: false,
  code,
  why,
  message: `refused: ${why}`,
});

export function fakeDesk(): FakeDesk {
  const listeners = new Set<() => void>();
  const acts: DeskAct[] = [];
  const photos: number[] = [];
  let outside = sampleSignedOut();
  let inside = sampleSignedIn();
  let token: string | null = null;
  let asking: string | null = null;
  let made = 0;
  let scanAt = inside.clock.wallMs;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  function newToken(): string {
    made += 1;
    return String(made).padStart(64, '0');
  }

  function letIn(pin: string, isKnown: boolean): { answer: DeskAnswer; token?: string } {
    if (outside.lockedForMs > 0) return { answer: no('locked-out', 'locked-out') };
    if (pin === rightPin && isKnown) {
      token = newToken();
      outside = { ...outside, triesLeft: 5 };
      return { answer: { ok: true }, token };
    }
    const triesLeft = outside.triesLeft - 1;
    outside = { ...outside, triesLeft, lockedForMs: triesLeft === 0 ? 900_000 : 0 };
    return { answer: no('wrong', 'wrong') };
  }
  function restock(changes: Partial<NonNullable<SignedInView['restock']>>): DeskAnswer {
    if (!inside.restock) return no('not-now', 'no-session');
    inside = { ...inside, restock: { ...inside.restock, ...changes } };
    return { ok: true };
  }
  function put(act: Extract<DeskAct, { act: 'restock-put' }>): DeskAnswer {
    const { slot, entry, lot, count, added, priceFen, photo } = act;
    const line = { at: scanAt, slot, entry, lot, count, added, priceFen, name: '敖汉小米' };
    return restock({
      scan: null,
      done: [
        ...(inside.restock?.done ?? []),
        { ...line, accepted: true, reasons: [], photo: photo !== undefined },
      ],
    });
  }
  function stock({ slot, found, why }: Extract<DeskAct, { act: 'stock' }>): DeskAnswer {
    const slots = inside.view.slots.map((each) => (each.slot === slot ? { ...each, count: found } : each));
    const expected = inside.view.slots.find((each) => each.slot === slot)?.count ?? 0;
    inside = { ...inside, view: { ...inside.view, slots } };
    if (inside.restock) {
      restock({ differences: [...inside.restock.differences, { slot, expected, found, why }] });
    }
    return { ok: true };
  }
  function inSession(act: DeskAct): DeskAnswer {
    switch (act.act) {
      case 'stay':
        return { ok: true };
      case 'sign-out':
        token = null;
        return { ok: true };
      case 'restock-open':
        inside = {
          ...inside,
          restock: {
            session,
            operator: inside.operator,
            openedAt: scanAt,
            scan: null,
            done: [],
            differences: [],
          },
        };
        return { ok: true, done: session };
      case 'restock-scan':
        scanAt += 1000;
        return restock({ scan: sampleScan({ at: scanAt, raw: act.scan, ...desk.scan(act.scan) }) });
      case 'restock-put':
        return put(act);
      case 'stock':
        return stock(act);
      case 'restock-close':
        inside = { ...inside, restock: null };
        return { ok: true };
      case 'serve':
        inside = { ...inside, inService: act.on };
        return { ok: true };
      default:
        return { ok: true };
    }
  }
  async function perform(
    act: DeskAct,
    by: string | undefined,
  ): Promise<{ answer: DeskAnswer; token?: string }> {
    const told = await desk.answer(act);
    if (told) return { answer: told };
    switch (act.act) {
      case 'sign-in-pin':
        return letIn(act.pin, act.operator === inside.operator);
      case 'sign-in-badge':
        return letIn(act.pin, act.badge === rightBadge);
      case 'ask-approval':
        asking = newToken();
        outside = {
          ...outside,
          approval: {
            url: `https://hub.example/approve/q${'0'.repeat(32)}`,
            expiresInMs: 60_000,
            state: 'waiting',
          },
        };
        return { answer: { ok: true }, token: asking };
      case 'cancel-approval':
        asking = null;
        outside = { ...outside, approval: null };
        return { answer: { ok: true } };
      case 'enrol':
        outside = { ...outside, enrolment: outside.enrolment && { ...outside.enrolment, state: 'asking' } };
        return { answer: { ok: true } };
      default:
        return { answer: token !== null && by === token ? inSession(act) : no('signed-out', 'signed-out') };
    }
  }
  const desk: FakeDesk = {
    acts,
    photos,
    answer: () => undefined,
    scan: () => ({}),
    show(changes) {
      inside = { ...inside, ...changes };
      tell();
    },
    showOutside(changes) {
      outside = { ...outside, ...changes };
      tell();
    },
    approve() {
      token = asking;
      outside = { ...outside, approval: null };
      tell();
    },
    expire() {
      token = null;
      tell();
    },
    view: (by): DeskView => (token !== null && by === token ? inside : outside),
    async act(act, by) {
      acts.push(act);
      const done = await perform(act, by);
      tell();
      return done;
    },
    async photo(bytes) {
      photos.push(bytes.length);
      return { answer: { ok: true }, photo: 'ab'.repeat(32) };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return desk;
}
