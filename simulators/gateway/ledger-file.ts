// The gateway's memory on disk: one event a line, synced, so that money that moved outlives the process.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { applyEvent, emptyWorld, type GatewayWorld, type LedgerOrder, ledgerOf } from './gateway-core.ts';
import type { GatewayEvent } from './gateway-types.ts';

export interface LedgerFile {
  append(events: readonly GatewayEvent[]): void;
  close(): void;
}

/** Every whole line of the file; a last one that was torn never happened. */
function readEvents(path: string): { events: GatewayEvent[]; wholeBytes: number } {
  if (!existsSync(path)) return { events: [], wholeBytes: 0 };
  const bytes = readFileSync(path);
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, wholeBytes).toString('utf8').split('\n');
  const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as GatewayEvent);
  return { events, wholeBytes };
}

function worldOf(events: readonly GatewayEvent[]): GatewayWorld {
  const world = emptyWorld();
  for (const event of events) applyEvent(world, event);
  return world;
}

/** The truth of a gateway, running or not, from its file alone. */
export const readGatewayLedger = (path: string): LedgerOrder[] => ledgerOf(worldOf(readEvents(path).events));

/** Opens or makes the file and gives the world it tells of; without a path nothing outlives the process. */
export function openLedger(path: string | undefined): { world: GatewayWorld; file: LedgerFile } {
  if (path === undefined) return { world: emptyWorld(), file: { append() {}, close() {} } };
  mkdirSync(dirname(path), { recursive: true });
  const { events, wholeBytes } = readEvents(path);
  if (existsSync(path)) truncateSync(path, wholeBytes);
  const handle = openSync(path, 'a', 0o600);
  return {
    world: worldOf(events),
    file: {
      append(made) {
        if (made.length === 0) return;
        writeSync(handle, made.map((event) => `${JSON.stringify(event)}\n`).join(''));
        fsyncSync(handle);
      },
      close: () => closeSync(handle),
    },
  };
}
