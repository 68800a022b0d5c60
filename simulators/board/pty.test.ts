import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPtyWire, type PtyWire } from './pty.ts';
import { openSerialEnd, type SerialEnd } from './serial-end.ts';

const RAW_OPEN = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, value) => value);

describe('[SIM-10] a pseudo-terminal carries every byte', () => {
  let folder: string;
  let wire: PtyWire;
  let heard: number[];
  const ends: SerialEnd[] = [];
  const open = async (): Promise<SerialEnd> => {
    const end = await openSerialEnd(wire.linkPath);
    ends.push(end);
    return end;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'board-pty-'));
    wire = createPtyWire(join(folder, 'ports', 'board'));
    heard = [];
    wire.onBytes((bytes) => heard.push(...bytes));
    await wire.plug();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end.close();
    await wire.unplug();
    rmSync(folder, { recursive: true });
  });

  it('all 256 values to the counter', async () => {
    const end = await open();
    wire.write(EVERY_BYTE);
    await vi.waitFor(() => expect(end.heard()).toEqual(EVERY_BYTE));
  });

  it('all 256 values to the board, without echo', async () => {
    const end = await open();
    end.sendBytes(EVERY_BYTE);
    await vi.waitFor(() => expect(heard).toEqual([...EVERY_BYTE]));
    expect(end.heard()).toHaveLength(0);
  });

  it('is raw before anybody sets it up: control characters are plain bytes both ways and nothing is echoed', async () => {
    // Interrupt, end of file, CR, NL, stop, start, backspace, delete, quit.
    const special = [3, 4, 13, 10, 19, 17, 8, 127, 28];
    wire.write(Uint8Array.from(special));
    // A plain file descriptor changes no terminal setting, other than the serialport package.
    const plain = openSync(wire.linkPath, RAW_OPEN);
    onTestFinished(() => closeSync(plain));
    const got = Buffer.alloc(64);
    const count = await vi.waitFor(() => readSync(plain, got));
    expect([...got.subarray(0, count)]).toEqual(special);
    writeSync(plain, Uint8Array.from(special));
    await vi.waitFor(() => expect(heard).toEqual(special));
  });

  it('bursts both ways without loss', async () => {
    const end = await open();
    const burst = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
    for (let at = 0; at < burst.length; at += 1000) wire.write(burst.subarray(at, at + 1000));
    end.sendBytes(burst);
    await vi.waitFor(() => expect(heard.length + end.heard().length).toBe(200_000), { timeout: 10_000 });
    expect(Buffer.compare(Buffer.from(heard), burst)).toBe(0);
    expect(Buffer.compare(end.heard(), burst)).toBe(0);
  });

  it('outlives a counter that goes and comes back under the same path', async () => {
    const first = await open();
    await first.close();
    const second = await open();
    wire.write(EVERY_BYTE);
    second.sendBytes(EVERY_BYTE);
    await vi.waitFor(() => expect([second.heard().length, heard.length]).toEqual([256, 256]));
  });

  it('forgets what nobody read', async () => {
    for (let i = 0; i < 100; i++) wire.write(EVERY_BYTE);
    wire.discardUnread();
    const end = await open();
    wire.write(Uint8Array.from([1, 2, 3]));
    expect(await end.next(3)).toBe('01 02 03');
  });

  it('hangs up when unplugged, and a new pair stands under the same path when plugged', async () => {
    // Not through the serialport package: it may read the end of file of a hung-up line for ever and report nothing.
    const plain = openSync(wire.linkPath, RAW_OPEN);
    onTestFinished(() => closeSync(plain));
    await wire.unplug();
    expect(readSync(plain, Buffer.alloc(8))).toBe(0);
    expect(() => writeSync(plain, 'x')).toThrow('EIO');
    expect(existsSync(wire.linkPath)).toBe(false);
    expect(wire.terminalPath()).toBeNull();
    wire.write(EVERY_BYTE);
    await wire.plug();
    const again = await open();
    wire.write(Uint8Array.from([9]));
    expect(await again.next(1)).toBe('09');
  });

  it('replaces an old link but nothing else', async () => {
    const other = createPtyWire(wire.linkPath);
    await other.plug();
    await other.unplug();
    const file = join(folder, 'file');
    writeFileSync(file, 'kept');
    const wrong = createPtyWire(file);
    await expect(wrong.plug()).rejects.toThrow('is no symbolic link');
    await wrong.unplug();
  });
});
