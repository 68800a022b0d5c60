import {
  closeSync,
  lstatSync,
  mkdirSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ReadStream } from 'node:tty';
import nodePty from 'node-pty';
import { SerialPort } from 'serialport';
import type { BoardWire } from './board-wire.ts';

/** The kernel's pair: two descriptors and the path of the counter's end. */
interface Pair {
  master: number;
  slave: number;
  pty: string;
}

/** node-pty's own terminal object reads the slave itself and so would eat the counter's bytes: only its binding fits. */
const native = (nodePty as unknown as { native: { open(columns: number, rows: number): Pair } }).native;

/** Bytes waiting for room in the kernel beyond this are dropped, oldest first. */
const MAX_PENDING_BYTES = 1 << 20;
const RETRY_MS = 2;

const wouldBlock = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EAGAIN';

/** Raw mode before the first byte: no echo, no line discipline, no CR/NL translation. It stays when this closes. */
async function makeRaw(path: string): Promise<void> {
  const port = await SerialPort.binding.open({ path, baudRate: 57_600, lock: false });
  await port.close();
}

/** Lets `link` point to `target`, replacing an older link in one step. Throws when something else stands there. */
function placeLink(link: string, target: string): void {
  mkdirSync(dirname(link), { recursive: true });
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there && !there.isSymbolicLink())
    throw new Error(`${link} exists and is no symbolic link: choose another path for the board's port`);
  const fresh = `${link}.new`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  renameSync(fresh, link);
}

/** A write that never blocks and never loses order: what the kernel does not take now is tried again. */
function createWriter(fd: number): { write(bytes: Uint8Array): void; drop(): void; close(): void } {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let retry: NodeJS.Timeout | null = null;
  const push = (): void => {
    retry = null;
    for (let head = pending[0]; head; head = pending[0]) {
      const taken = writeSome(fd, head);
      pendingBytes -= taken;
      if (taken < head.length) {
        pending[0] = head.subarray(taken);
        retry = setTimeout(push, RETRY_MS);
        return;
      }
      pending.shift();
    }
  };
  const drop = (): void => {
    pending = [];
    pendingBytes = 0;
  };
  return {
    write(bytes) {
      while (pendingBytes + bytes.length > MAX_PENDING_BYTES && pending.length > 0)
        pendingBytes -= pending.shift()!.length;
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (!retry) push();
    },
    drop,
    close() {
      drop();
      if (retry) clearTimeout(retry);
      retry = null;
    },
  };
}

function writeSome(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if (wouldBlock(error)) return 0;
    throw error;
  }
}

/** Reads and forgets everything that waits at a non-blocking descriptor. */
function drain(fd: number): void {
  const scrap = Buffer.alloc(4096);
  try {
    while (readSync(fd, scrap) > 0);
  } catch (error) {
    if (!wouldBlock(error)) throw error;
  }
}

interface Open {
  pair: Pair;
  reader: ReadStream;
  writer: ReturnType<typeof createWriter>;
}

function openPair(pair: Pair, hear: (bytes: Uint8Array) => void): Open {
  const reader = new ReadStream(pair.master);
  reader.on('data', hear);
  // Reading fails with EIO when the pair goes; `unplug` is what ends it.
  reader.on('error', () => {});
  return { pair, reader, writer: createWriter(pair.master) };
}

async function closePair(open: Open): Promise<void> {
  open.writer.close();
  const closed = new Promise<void>((resolve) => open.reader.once('close', () => resolve()));
  open.reader.destroy();
  await closed;
  closeSync(open.pair.slave);
}

/** A wire over a pseudo-terminal; the counter opens `linkPath`. */
export interface PtyWire extends BoardWire {
  linkPath: string;
  /** The terminal behind the link, or null while unplugged. */
  terminalPath(): string | null;
}

/**
 * A pseudo-terminal pair reachable under a stable symbolic link. The board keeps the counter's end open too, so that
 * a counter that dies does not hang up the board.
 */
export function createPtyWire(linkPath: string): PtyWire {
  let open: Open | null = null;
  let listener: (bytes: Uint8Array) => void = () => {};
  return {
    linkPath,
    terminalPath: () => open?.pair.pty ?? null,
    async plug() {
      if (open) return;
      const pair = native.open(80, 24);
      await makeRaw(pair.pty);
      open = openPair(pair, (bytes) => listener(bytes));
      placeLink(linkPath, pair.pty);
    },
    async unplug() {
      if (!open) return;
      const old = open;
      open = null;
      rmSync(linkPath, { force: true });
      await closePair(old);
    },
    write: (bytes) => open?.writer.write(bytes),
    onBytes(next) {
      listener = next;
    },
    discardUnread() {
      if (!open) return;
      open.writer.drop();
      drain(open.pair.slave);
    },
  };
}
