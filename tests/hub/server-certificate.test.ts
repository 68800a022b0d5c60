// The hub's certificate is replaced while the hub runs, in both of its TLS ports.
import tls from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../hub/platform/clock.ts';
import { type HubRig, openHubRig } from './hub-rig.ts';

const dayMs = 86_400_000;
const checkMs = 6 * 3_600_000;
let rig: HubRig | undefined;
afterEach(async () => rig?.close());

/** What a port shows in its handshake; the test's clock is ahead of the machine's, so nothing is verified. */
function shown(port: number): Promise<{ serial: string; notAfterMs: number; issuer: string }> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { serialNumber: serial, valid_to: until, issuer } = socket.getPeerCertificate();
      socket.destroy();
      resolve({ serial, notAfterMs: Date.parse(until), issuer: String(issuer.CN) });
    });
    socket.once('error', reject);
  });
}

describe('server certificate', () => {
  it('[HUB-4] is replaced in the running hub when a third of its life is left', async () => {
    const real = systemClock();
    const now = { aheadMs: 0 };
    const due: (() => void)[] = [];
    const clock: Clock = {
      ...real,
      nowMs: () => real.nowMs() + now.aheadMs,
      setTimer(delayMs, run) {
        if (delayMs !== checkMs) return real.setTimer(delayMs, run);
        due.push(run);
        return () => void due.splice(due.indexOf(run), 1);
      },
    };
    rig = await openHubRig({ clock });
    const ports = [rig.addresses.mqtt.port, rig.addresses.https.port];
    const look = () => Promise.all(ports.map(shown));
    const first = await look();
    expect(first[0]).toEqual(first[1]);

    now.aheadMs = 59 * dayMs;
    due.shift()!();
    expect(due).toHaveLength(1);
    expect(await look()).toEqual(first);

    now.aheadMs = 61 * dayMs;
    due.shift()!();
    await vi.waitFor(async () => {
      for (const { serial } of await look()) expect(serial).not.toBe(first[0]!.serial);
    });
    for (const { notAfterMs, issuer } of await look()) {
      expect(issuer).toBe('zhuangui hub authority');
      expect(notAfterMs - first[0]!.notAfterMs).toBeGreaterThan(60 * dayMs);
    }
    expect(due).toHaveLength(1);
    await rig.close();
    expect(due).toHaveLength(0);
    rig = undefined;
  });
});
