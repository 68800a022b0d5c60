// Edge: the board's line over npm `serialport`, 57600 baud 8N1 (hardware-protocols.md 1.2).
import { realpath } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { BoardPort, OpenBoardPort } from './board-port.ts';

const BAUD_RATE = 57_600;
/** How often the device's path is looked at. A hung-up terminal reads as empty for ever instead of failing. */
const PATH_CHECK_MS = 250;

/** The device behind the path, which may be a symbolic link that is remade (udev, a simulator's terminal). */
async function deviceAt(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw new Error(`there is no serial port at ${path}: ${(error as Error).message}`);
  }
}

function openStream(device: string): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const stream = new SerialPort({
      path: device,
      baudRate: BAUD_RATE,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      autoOpen: false,
      // An exclusive lock on a pseudo terminal outlives a killed agent while the other end keeps it open.
      lock: !device.startsWith('/dev/pts/'),
    });
    stream.open((error) => (error ? reject(error) : resolve(stream)));
  });
}

/** Opens the serial port at `path` (`/dev/ttyS1`, or a symbolic link to a terminal), resolving it every time. */
export function serialPort(path: string): OpenBoardPort {
  return async () => {
    const device = await deviceAt(path);
    return new OpenSerialPort(path, device, await openStream(device));
  };
}

class OpenSerialPort implements BoardPort {
  private readonly path: string;
  private readonly device: string;
  private readonly stream: SerialPort;
  private readonly pathCheck: NodeJS.Timeout;
  private closeListeners: ((reason: string) => void)[] = [];
  private isGone = false;

  constructor(path: string, device: string, stream: SerialPort) {
    this.path = path;
    this.device = device;
    this.stream = stream;
    stream.on('error', (error: Error) => this.gone(error.message));
    stream.on('close', (error: Error | null) => this.gone(error?.message ?? 'the port was closed'));
    this.pathCheck = setInterval(() => void this.checkPath(), PATH_CHECK_MS);
    this.pathCheck.unref();
  }

  write(bytes: Uint8Array): void {
    if (!this.isGone) this.stream.write(bytes);
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.stream.on('data', listener);
  }

  onClose(listener: (reason: string) => void): void {
    this.closeListeners.push(listener);
  }

  close(): Promise<void> {
    this.closeListeners = [];
    this.isGone = true;
    clearInterval(this.pathCheck);
    return this.closeStream();
  }

  private closeStream(): Promise<void> {
    if (!this.stream.isOpen || this.stream.closing) return Promise.resolve();
    return new Promise((resolve) => this.stream.close(() => resolve()));
  }

  private async checkPath(): Promise<void> {
    const now = await realpath(this.path).catch(() => null);
    if (now !== this.device) this.gone(`${this.path} is not ${this.device} any more`);
  }

  private gone(reason: string): void {
    if (this.isGone) return;
    this.isGone = true;
    clearInterval(this.pathCheck);
    void this.closeStream();
    for (const listener of this.closeListeners) listener(reason);
  }
}
