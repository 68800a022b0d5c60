import { describe, expect, it } from 'vitest';
import { createVirtualWire, type VirtualPort } from './virtual-port.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const listen = (port: VirtualPort) => {
  const heard: number[] = [];
  const reasons: string[] = [];
  port.onBytes((chunk) => heard.push(...chunk));
  port.onClose((reason) => reasons.push(reason));
  return { heard, reasons };
};

describe('[SIM-11] a line in memory behaves as a serial one', () => {
  it('carries bytes both ways, in order, after the present step', async () => {
    const wire = createVirtualWire();
    const board: number[] = [];
    wire.onBytes((chunk) => board.push(...chunk));
    await wire.plug();
    const port = wire.open();
    const { heard } = listen(port);
    const reused = bytes(1);
    port.write(reused);
    reused[0] = 9;
    port.write(bytes(2, 3));
    wire.write(bytes(4));
    wire.write(bytes(5));
    expect([board, heard]).toEqual([[], []]);
    await settled();
    expect([board, heard]).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('hangs up when unplugged and cannot be opened then', async () => {
    const wire = createVirtualWire();
    await wire.plug();
    const port = wire.open();
    const { heard, reasons } = listen(port);
    await wire.unplug();
    wire.write(bytes(1));
    await settled();
    expect([heard, reasons]).toEqual([[], ['cable pulled']]);
    expect(() => wire.open()).toThrow('the cable of the virtual board is out');
  });

  it('does not call its own closing a loss', async () => {
    const wire = createVirtualWire();
    await wire.plug();
    const port = wire.open();
    const { reasons } = listen(port);
    await port.close();
    await wire.unplug();
    await settled();
    expect(reasons).toEqual([]);
  });

  it('tells an end of its closing once, and carries nothing to or from it afterwards', async () => {
    const wire = createVirtualWire();
    const board: number[] = [];
    wire.onBytes((chunk) => board.push(...chunk));
    await wire.plug();
    const old = wire.open();
    const told = listen(old);
    const fresh = wire.open();
    const { heard } = listen(fresh);
    old.write(bytes(1));
    await old.close();
    wire.write(bytes(2));
    fresh.write(bytes(3));
    await settled();
    expect(told.reasons).toEqual(['opened again by somebody else']);
    expect([told.heard, heard, board]).toEqual([[], [2], [3]]);
  });
});
