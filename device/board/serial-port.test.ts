import { closeSync, readSync, writeSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodePty from 'node-pty';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toHex } from './hex.ts';
import { serialPort } from './serial-port.ts';

// node-pty's own terminal reads the other end itself; only its binding gives a bare pair.
interface Pair {
  master: number;
  slave: number;
  pty: string;
}
const native = (nodePty as unknown as { native: { open(columns: number, rows: number): Pair } }).native;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'board-port-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A loaded machine may take long; a healthy one takes milliseconds. */
const PATIENT = { timeout: 10_000, interval: 10 };

/** What waits at a non-blocking descriptor, as hex. */
function readNow(fd: number): string {
  const buffer = Buffer.alloc(64);
  try {
    return toHex(buffer.subarray(0, readSync(fd, buffer)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
    throw error;
  }
}

describe('serialPort', () => {
  it('says which path is not there', async () => {
    const path = join(folder, 'vmc');
    await expect(serialPort(path)()).rejects.toThrow(`there is no serial port at ${path}`);
  });

  it('carries bytes both ways over a linked terminal, raw, and says when it hangs up', async () => {
    const pair = native.open(80, 24);
    const path = join(folder, 'vmc');
    await symlink(pair.pty, path);
    const port = await serialPort(path)();
    const arrived: number[] = [];
    const closed = vi.fn();
    port.onBytes((bytes) => void arrived.push(...bytes));
    port.onClose(closed);
    // Bytes that a terminal in its usual mode would translate or swallow.
    writeSync(pair.master, Uint8Array.of(0xfa, 0xfb, 0x0d, 0x0a, 0x03, 0x11, 0x13, 0x00));
    await vi.waitFor(() => expect(toHex(Uint8Array.from(arrived))).toBe('FA FB 0D 0A 03 11 13 00'), PATIENT);
    port.write(Uint8Array.of(0xfa, 0xfb, 0x42, 0x00, 0x43, 0x0a));
    await vi.waitFor(() => expect(readNow(pair.master)).toBe('FA FB 42 00 43 0A'), PATIENT);
    closeSync(pair.slave);
    closeSync(pair.master);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), PATIENT);
    port.write(Uint8Array.of(0x00));
    await port.close();
  });

  it('says when its link is gone or leads elsewhere, and follows it when opened again', async () => {
    const [first, second] = [native.open(80, 24), native.open(80, 24)];
    const path = join(folder, 'vmc');
    await symlink(first.pty, path);
    const port = await serialPort(path)();
    const closed = vi.fn();
    port.onClose(closed);
    await rm(path);
    await symlink(second.pty, path);
    await vi.waitFor(
      () => expect(closed).toHaveBeenCalledWith(`${path} is not ${first.pty} any more`),
      PATIENT,
    );
    const again = await serialPort(path)();
    again.write(Uint8Array.of(0xaa));
    await vi.waitFor(() => expect(readNow(second.master)).toBe('AA'), PATIENT);
    const closedByUs = vi.fn();
    again.onClose(closedByUs);
    await again.close();
    expect(closedByUs).not.toHaveBeenCalled();
    for (const fd of [first.master, first.slave, second.master, second.slave]) closeSync(fd);
  });
});
