// A simulated board as a process of its own: it outlives the counter, and only its truth counts.
import { fileURLToPath } from 'node:url';
import type { BoardTruth } from '../../../simulators/board/board-sim.ts';
import type { Scenario } from '../../../simulators/board/scenario.ts';
import { startLineProcess } from './json-lines.ts';

const main = fileURLToPath(new URL('../../../simulators/board/main.ts', import.meta.url));

export interface RigBoard {
  /** Symbolic link to the pseudo-terminal. */
  port: string;
  pid: number;
  happens(scenario: Scenario): Promise<void>;
  truth(): Promise<BoardTruth>;
  /** Breaches of the protocol by the counter. */
  violations(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface RigBoardOptions {
  port: string;
  slots: readonly { slot: number; count: number; capacity: number }[];
  pollMs?: number;
  motorMs?: number;
}

export async function startRigBoard(options: RigBoardOptions): Promise<RigBoard> {
  const { port, pollMs = 100, motorMs = 150 } = options;
  const slots = options.slots.map(({ slot, count, capacity }) => ({
    selection: slot,
    inventory: count,
    capacity,
  }));
  const board = await startLineProcess(main, [
    ...['--link', port, '--slots-json', JSON.stringify(slots), '--stop-on-stdin-end'],
    ...['--poll-ms', String(pollMs), '--motor-ms', String(motorMs), '--boot-ms', '50'],
  ]);
  return {
    port,
    pid: board.child.pid!,
    async happens(scenario) {
      await board.ask(scenario);
    },
    truth: async () => (await board.ask({ ask: 'truth' }))['truth'] as BoardTruth,
    violations: async () => (await board.ask({ ask: 'violations' }))['violations'] as string[],
    stop: () => board.stop('SIGTERM'),
  };
}
