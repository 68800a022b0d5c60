// A board's line as a machine that may lose its power sees it: before and after bytes leave are moments to fail at.
import type { BoardPort } from '../../device/board/board-port.ts';

const ackCommand = 0x42;

export interface PortPower {
  isOn(): boolean;
  /** True: the power failed at this very point, or had failed before. */
  fails(when: 'before' | 'after'): boolean;
  setTimer(delayMs: number, run: () => void): unknown;
}

/** The same port; nothing passes in either direction once the power is gone. An ACK is no moment of its own. */
export function poweredPort(port: BoardPort, power: PortPower): BoardPort {
  return {
    ...port,
    onBytes: (listener) => port.onBytes((bytes) => power.isOn() && listener(bytes)),
    onClose: (listener) => port.onClose((reason) => power.isOn() && listener(reason)),
    write: (bytes) => {
      const isCommand = bytes[2] !== ackCommand;
      if (!power.isOn() || (isCommand && power.fails('before'))) return;
      port.write(bytes);
      if (isCommand) power.setTimer(1, () => power.fails('after'));
    },
  };
}
