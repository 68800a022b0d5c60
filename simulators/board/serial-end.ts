import { SerialPort } from 'serialport';
import { bytesOf, hexOf } from './board-bytes.ts';

/** A counter's end of the line for tests: it shows what arrived and sends what it is told, nothing by itself. */
export interface SerialEnd {
  send(hex: string): void;
  sendBytes(bytes: Uint8Array): void;
  /** Everything that arrived so far. */
  heard(): Uint8Array;
  /** The next so many bytes in hexadecimal, when they are there. */
  next(count: number): Promise<string>;
  close(): Promise<void>;
}

/** Opens `path` with the serialport package, as the manual's 57600 8N1. */
export async function openSerialEnd(path: string): Promise<SerialEnd> {
  const port = new SerialPort({ path, baudRate: 57_600, autoOpen: false });
  const chunks: Uint8Array[] = [];
  let total = 0;
  let read = 0;
  let wake = (): void => {};
  port.on('data', (bytes: Buffer) => {
    chunks.push(Uint8Array.from(bytes));
    total += bytes.length;
    wake();
  });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  const sendBytes = (bytes: Uint8Array): void => void port.write(Buffer.from(bytes));
  const heard = (): Uint8Array => Uint8Array.from(Buffer.concat(chunks));
  return {
    send: (hex) => sendBytes(bytesOf(hex)),
    sendBytes,
    heard,
    async next(count) {
      while (total < read + count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      read += count;
      return hexOf(heard().slice(read - count, read));
    },
    close: () => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
  };
}
