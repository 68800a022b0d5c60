import type { PositionMessage } from '@zhuangui/protocol/messages.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  initialLink,
  type LinkEffect,
  type LinkEvent,
  type LinkState,
  linkLimits,
  stepLink,
} from './link-machine.ts';

const journal = 'j0000000000000001';
const hash = (seq: number) => seq.toString(16).padStart(64, '0');
const positionOf = (seq: number, refused?: PositionMessage['refused']): LinkEvent => ({
  type: 'position',
  message: { v: 1, journal, seq, hash: hash(seq), hubTime: 0, ...(refused ? { refused } : {}) },
  ownHash: hash(seq),
});

function play(state: LinkState, ...events: (LinkEvent | [LinkEvent, number])[]) {
  let effects: LinkEffect[] = [];
  for (const given of events) {
    const [event, nowMs] = Array.isArray(given) ? given : [given, 0];
    ({ state, effects } = stepLink(state, event, nowMs));
  }
  return { state, effects };
}

const connected: LinkEvent[] = [{ type: 'start' }, { type: 'connected' }];
const sends = (effects: LinkEffect[]) => effects.filter((effect) => effect.type === 'send');

describe('link machine', () => {
  it('[LINK-3] sends nothing before the hub has told its position', () => {
    const { effects } = play(initialLink(journal, 10), ...connected);
    expect(effects).toEqual([{ type: 'hello' }, { type: 'wake', delayMs: linkLimits.positionTimeoutMs }]);
  });

  it('[LINK-3] sends what follows the position, in order, one batch being read at a time', () => {
    const { state, effects } = play(initialLink(journal, 10), ...connected, positionOf(4));
    expect(sends(effects)).toEqual([{ type: 'send', after: 4, linesMax: linkLimits.windowLines }]);
    const more = play(state, { type: 'appended', headSeq: 12 });
    expect(sends(more.effects)).toEqual([]);
    const next = play(more.state, { type: 'sent', after: 4, to: 10 });
    expect(sends(next.effects)).toEqual([{ type: 'send', after: 10, linesMax: linkLimits.windowLines - 6 }]);
  });

  it('[LINK-4] sends again from a position that went back', () => {
    const sent = play(
      initialLink(journal, 10),
      ...connected,
      positionOf(0),
      { type: 'sent', after: 0, to: 10 },
      positionOf(10),
    );
    const { effects } = play(sent.state, positionOf(3));
    expect(sends(effects)).toEqual([{ type: 'send', after: 3, linesMax: linkLimits.windowLines }]);
  });

  it('[LINK-4] a batch read before the position went back skips nothing', () => {
    const reading = play(initialLink(journal, 10), ...connected, positionOf(6), positionOf(2));
    const { effects } = play(reading.state, { type: 'sent', after: 6, to: 10 });
    expect(sends(effects)).toEqual([{ type: 'send', after: 2, linesMax: linkLimits.windowLines }]);
  });

  it('[LINK-4] without a position in time it greets and sends again', () => {
    const sent = play(initialLink(journal, 10), ...connected, positionOf(0), {
      type: 'sent',
      after: 0,
      to: 10,
    });
    const { effects } = play(sent.state, [{ type: 'tick', jitter: 0 }, linkLimits.positionTimeoutMs]);
    expect(effects.map((effect) => effect.type)).toEqual(['hello', 'send', 'wake']);
  });

  it('[LINK-4] a gap the hub reports is filled from its position', () => {
    const sent = play(initialLink(journal, 10), ...connected, positionOf(0), {
      type: 'sent',
      after: 0,
      to: 10,
    });
    const { effects } = play(sent.state, positionOf(5, { code: 'gap', reason: 'line 6 is missing' }));
    expect(sends(effects)).toEqual([{ type: 'send', after: 5, linesMax: linkLimits.windowLines }]);
  });

  it('[LINK-5] a hub that is ahead of the journal breaks the link for good', () => {
    const { state, effects } = play(initialLink(journal, 10), ...connected, positionOf(11));
    expect(effects).toMatchObject([{ type: 'broken', why: 'behind-hub' }]);
    expect(sends(play(state, { type: 'appended', headSeq: 20 }, positionOf(5)).effects)).toEqual([]);
  });

  it('[LINK-5] another hash at the same line is a fork', () => {
    const event: LinkEvent = { ...positionOf(4), ownHash: hash(99) } as LinkEvent;
    expect(play(initialLink(journal, 10), ...connected, event).effects).toMatchObject([
      { type: 'broken', why: 'fork' },
    ]);
  });

  it('[LINK-6] waits a jittered, doubling, bounded pause between attempts', () => {
    let state = play(initialLink(journal, 0), { type: 'start' }).state;
    const pauses = Array.from({ length: 12 }, () => {
      const closed = stepLink(state, { type: 'closed', jitter: 1 }, 0);
      state = stepLink(closed.state, { type: 'tick', jitter: 1 }, 0).state;
      return (closed.effects[0] as { delayMs: number }).delayMs;
    });
    expect(pauses.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(Math.max(...pauses)).toBe(linkLimits.backOffMaxMs);
  });

  it('[LINK-6] a hub that takes connections but never tells a position is not asked faster and faster', () => {
    let state = play(initialLink(journal, 0), { type: 'start' }).state;
    const pauses = Array.from({ length: 4 }, (_, round) => {
      const at = round * 10_000;
      state = play(state, [{ type: 'connected' }, at]).state;
      const given = stepLink(state, { type: 'tick', jitter: 1 }, at + linkLimits.positionTimeoutMs);
      expect(given.effects[0]).toEqual({ type: 'hang-up' });
      state = stepLink(given.state, { type: 'tick', jitter: 1 }, at + 10_000).state;
      return (given.effects[1] as { delayMs: number }).delayMs;
    });
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  it('[LINK-6] a connection that neither comes nor fails is given up', () => {
    const started = play(initialLink(journal, 0), { type: 'start' });
    const limitMs = linkLimits.connectTimeoutMs!;
    expect(started.effects).toEqual([{ type: 'connect' }, { type: 'wake', delayMs: limitMs }]);
    const { state, effects } = play(started.state, [{ type: 'tick', jitter: 1 }, limitMs]);
    expect(effects).toEqual([{ type: 'hang-up' }, { type: 'wake', delayMs: linkLimits.backOffMinMs }]);
    expect(play(state, { type: 'connected' }).effects).toEqual([]);
  });

  it.each(['bad-signature', 'bad-hash', 'bad-batch', 'line-too-large', 'unknown-counter'] as const)(
    '[LINK-4] refused with %s, it waits before it sends the same again',
    (code) => {
      const sent = play(initialLink(journal, 10), ...connected, positionOf(0), {
        type: 'sent',
        after: 0,
        to: 10,
      });
      const refused = play(sent.state, positionOf(0, { code, reason: 'no' }), {
        type: 'appended',
        headSeq: 11,
      });
      expect(sends(refused.effects)).toEqual([]);
      const later = play(refused.state, [{ type: 'tick', jitter: 0 }, linkLimits.positionTimeoutMs]);
      expect(sends(later.effects)).toEqual([{ type: 'send', after: 0, linesMax: linkLimits.windowLines }]);
    },
  );

  it('[LINK-4] the same gap reported again is filled at the next tick, not in a circle', () => {
    const gap = positionOf(5, { code: 'gap', reason: 'line 6 is missing' });
    const sent = play(initialLink(journal, 10), ...connected, positionOf(5), {
      type: 'sent',
      after: 5,
      to: 10,
    });
    const first = play(sent.state, gap);
    expect(sends(first.effects)).toHaveLength(1);
    const second = play(first.state, { type: 'sent', after: 5, to: 10 }, gap);
    expect(sends(second.effects)).toEqual([]);
  });

  it('[LINK-4] a send that failed, or was slower than the time limit, is tried again by itself', () => {
    const started = play(initialLink(journal, 10), ...connected, positionOf(0));
    const failed = play(started.state, { type: 'send-failed' });
    expect(failed.state.wakeAtMs).toBe(linkLimits.positionTimeoutMs);
    const again = play(failed.state, [{ type: 'tick', jitter: 0 }, linkLimits.positionTimeoutMs]);
    expect(sends(again.effects)).toHaveLength(1);
    const slow = play(started.state, [{ type: 'tick', jitter: 0 }, linkLimits.positionTimeoutMs], {
      type: 'sent',
      after: 0,
      to: 10,
    });
    expect(slow.state.wakeAtMs).toBe(2 * linkLimits.positionTimeoutMs);
  });

  it('[LINK-3] whatever the network does, once it is calm everything arrives and nothing is skipped', () => {
    const fault = fc.constantFrom('lose', 'deliver', 'reset', 'restore', 'append');
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 60 }), (faults) => {
        expect(simulate(faults)).toEqual({ hubHolds: true });
      }),
    );
  });
});

/** A hub that takes only what follows its position, and a wire that obeys a list of faults, then none. */
function simulate(faults: string[]) {
  let state = initialLink(journal, 3);
  let hub = 0;
  let nowMs = 0;
  const script = [...faults];
  const act = (event: LinkEvent) => {
    const step = stepLink(state, event, nowMs);
    state = step.state;
    step.effects.forEach(perform);
  };
  const reconnect = () => {
    if (state.phase === 'waiting') act({ type: 'tick', jitter: 0 });
    act({ type: 'connected' });
  };
  const answer = (refused?: PositionMessage['refused']) => act(positionOf(hub, refused));
  function perform(effect: LinkEffect) {
    if (effect.type === 'hello' && script.shift() !== 'lose') answer();
    if (effect.type === 'send') deliver(effect.after, Math.min(state.headSeq, effect.after + 2));
  }
  function deliver(after: number, to: number) {
    const fault = script.shift() ?? 'deliver';
    if (fault === 'restore') hub = Math.max(0, hub - 2);
    const isIn = fault !== 'lose' && after <= hub;
    if (isIn) hub = Math.max(hub, to);
    act({ type: 'sent', after, to });
    if (fault === 'append') act({ type: 'appended', headSeq: state.headSeq + 1 });
    if (fault === 'reset') act({ type: 'closed', jitter: 0 });
    else if (fault !== 'lose') answer(after > hub ? { code: 'gap', reason: 'gap' } : undefined);
  }
  act({ type: 'start' });
  reconnect();
  for (let round = 0; round < 200 && hub < state.headSeq; round += 1) {
    nowMs += linkLimits.positionTimeoutMs;
    if (state.phase === 'waiting' || state.phase === 'connecting') reconnect();
    else act({ type: 'tick', jitter: 0 });
  }
  return { hubHolds: hub === state.headSeq };
}
