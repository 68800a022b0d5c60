import { listsTopic } from '@zhuangui/protocol/topics.ts';
import { describe, expect, it, vi } from 'vitest';
import { LinkRig } from './link-rig.ts';

describe('link runner', () => {
  it('[LINK-3] greets, and sends only after the position, what follows it', async () => {
    const rig = new LinkRig(5);
    rig.link.start();
    rig.wire.connected();
    expect(rig.wire.kinds()).toEqual(['hello']);
    rig.wire.position(2);
    await vi.waitFor(() => expect(rig.wire.sent('journal')).toEqual(['3-5']));
    rig.wire.position(5);
    await vi.waitFor(() =>
      expect(rig.link.status()).toMatchObject({ connected: true, position: 5, unsent: 0 }),
    );
    rig.append(1);
    await vi.waitFor(() => expect(rig.wire.sent('journal')).toEqual(['3-5', '6-6']));
    await rig.link.stop();
  });

  it('[LINK-4] a batch that could not be handed over is sent again by itself', async () => {
    const rig = new LinkRig(3);
    rig.link.start();
    rig.wire.failing = true;
    rig.wire.connected();
    rig.wire.position(0);
    await vi.waitFor(() => expect(rig.link.status().lastError).toMatch(/wire/));
    rig.wire.failing = false;
    rig.clock.pass(5_000);
    await vi.waitFor(() => expect(rig.wire.sent('journal')).toEqual(['1-3']));
    await rig.link.stop();
  });

  it('[LINK-4] a refusal is told, and not answered with the same batch at once', async () => {
    const rig = new LinkRig(3);
    rig.link.start();
    rig.wire.connected();
    rig.wire.position(0);
    await vi.waitFor(() => expect(rig.wire.sent('journal')).toEqual(['1-3']));
    rig.wire.position(0, { code: 'bad-signature', reason: 'another key' });
    await vi.waitFor(() => expect(rig.link.status().lastError).toMatch(/bad-signature.*another key/));
    expect(rig.wire.sent('journal')).toEqual(['1-3']);
    rig.clock.pass(5_000);
    await vi.waitFor(() => expect(rig.wire.sent('journal')).toEqual(['1-3', '1-3']));
    await rig.link.stop();
  });

  it('[LINK-5] says once a position that the hub holds another history, and sends no more', async () => {
    const rig = new LinkRig(3);
    rig.link.start();
    rig.wire.connected();
    rig.wire.position(9);
    await vi.waitFor(() => expect(rig.broken).toEqual(['behind-hub']));
    rig.append(1);
    expect(rig.wire.sent('journal')).toEqual([]);
    expect(rig.link.status().broken).toBe('behind-hub');
    await rig.link.stop();
  });

  it('[LINK-6] a wire that cannot be opened is tried again later', async () => {
    const rig = new LinkRig(1);
    rig.openError = new Error('PEM routines: no start line');
    rig.link.start();
    expect(rig.link.status()).toMatchObject({ connected: false, lastError: 'PEM routines: no start line' });
    rig.openError = undefined;
    rig.clock.pass(1_000);
    rig.wire.connected();
    expect(rig.wire.kinds()).toEqual(['hello']);
    await rig.link.stop();
  });

  it('[LINK-6] a connection that is lost is made anew and starts from the position again', async () => {
    const rig = new LinkRig(2);
    rig.link.start();
    const first = rig.wire;
    first.connected();
    first.position(2);
    first.close();
    await vi.waitFor(() => expect(rig.link.status().connected).toBe(false));
    rig.clock.pass(1_000);
    expect(rig.wire).not.toBe(first);
    rig.wire.connected();
    first.position(0);
    rig.wire.position(1);
    await vi.waitFor(() => expect(rig.wire.sent('journal')).toEqual(['2-2']));
    await rig.link.stop();
  });

  it('hands lists over as they came; what cannot be read is counted and harms nothing', async () => {
    const rig = new LinkRig(1);
    rig.link.start();
    rig.wire.connected();
    rig.wire.message(listsTopic, new TextEncoder().encode('{}'));
    expect(rig.lists).toEqual(['{}']);
    rig.wire.message(rig.positionTopic, new TextEncoder().encode('{"v":2}'));
    await vi.waitFor(() => expect(rig.link.status().malformed).toBe(1));
    rig.link.telemetry({ v: 1 } as never);
    expect(rig.wire.kinds()).toEqual(['hello']);
    await rig.link.stop();
  });

  it('stops although the socket never takes the batch, leaves no timer, and does nothing afterwards', async () => {
    const rig = new LinkRig(3);
    rig.link.start();
    rig.wire.stuck = true;
    rig.wire.connected();
    rig.wire.position(0);
    await vi.waitFor(() => expect(rig.reads).toBe(1));
    await rig.link.stop();
    expect(rig.clock.waiting()).toBe(0);
    rig.wire.position(0);
    rig.append(1);
    rig.wire.close();
    expect(rig.wire.kinds()).toEqual(['hello']);
    expect(rig.clock.waiting()).toBe(0);
  });
});
