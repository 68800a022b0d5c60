import type { BoardWire } from './board-wire.ts';

/** What a counter's agent needs of a serial port; said here by its shape, so that no agent code is imported. */
export interface VirtualPort {
  write(bytes: Uint8Array): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once when the line is gone by itself, never because of `close`. */
  onClose(listener: (reason: string) => void): void;
  close(): Promise<void>;
}

/** A line in memory: the board holds it as a wire, an agent opens its other end. */
export interface VirtualWire extends BoardWire {
  /** Opens the counter's end; an end that is still open is closed first. Throws while the cable is out. */
  open(): VirtualPort;
}

interface End {
  port: VirtualPort;
  deliver(bytes: Uint8Array): void;
  hangUp(reason: string): void;
}

/** Hands bytes over after the present piece of work, so that neither side is called in the middle of its own step. */
export type Defer = (run: () => void) => void;

function createEnd(toBoard: (bytes: Uint8Array) => void, gone: () => void, defer: Defer): End {
  const listeners: ((bytes: Uint8Array) => void)[] = [];
  const closeListeners: ((reason: string) => void)[] = [];
  let open = true;
  const hangUp = (reason: string): void => {
    if (!open) return;
    open = false;
    for (const listener of closeListeners) defer(() => listener(reason));
  };
  const deliver = (bytes: Uint8Array): void => {
    defer(() => {
      if (open) for (const listener of listeners) listener(bytes);
    });
  };
  const write = (bytes: Uint8Array): void => {
    const copy = bytes.slice();
    if (open) defer(() => toBoard(copy));
  };
  const close = async (): Promise<void> => {
    if (open) gone();
    open = false;
  };
  const port: VirtualPort = {
    write,
    onBytes: (listener) => void listeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close,
  };
  return { port, deliver, hangUp };
}

/** A wire without any terminal, cheap enough for hundreds of boards in one process. */
export function createVirtualWire(defer: Defer = queueMicrotask): VirtualWire {
  let plugged = false;
  let end: End | null = null;
  let listener: (bytes: Uint8Array) => void = () => {};
  const drop = (reason: string): void => {
    end?.hangUp(reason);
    end = null;
  };
  return {
    async plug() {
      plugged = true;
    },
    async unplug() {
      plugged = false;
      drop('cable pulled');
    },
    write: (bytes) => end?.deliver(bytes),
    onBytes(next) {
      listener = next;
    },
    discardUnread() {},
    open() {
      if (!plugged)
        throw new Error('the cable of the virtual board is out: plug it in before opening its port');
      drop('opened again by somebody else');
      const fresh: End = createEnd(
        (bytes) => end === fresh && listener(bytes),
        () => {
          if (end === fresh) end = null;
        },
        defer,
      );
      end = fresh;
      return fresh.port;
    },
  };
}
