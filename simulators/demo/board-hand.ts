// A hand at the simulated board: what happens to the machine goes in as a line, its answer comes back as one.
import type { BoardTruth } from '../board/board-sim.ts';
import { readScenario } from '../board/scenario.ts';
import type { Child } from './children.ts';

export interface BoardHand {
  /** Rejects with a sentence when the scenario is none, or names what is not there. */
  apply(scenario: unknown): Promise<void>;
  truth(): Promise<BoardTruth>;
}

interface Answer {
  error?: string;
  truth?: BoardTruth;
}

/** The board answers in the order of the questions. */
export function boardHand(board: Child): BoardHand {
  const waiting: PromiseWithResolvers<Answer>[] = [];
  board.takeLines((line) => waiting.shift()?.resolve(JSON.parse(line) as Answer));
  void board.ended.then((how) => {
    for (const one of waiting.splice(0)) one.reject(new Error(`The ${board.name} ${how}.`));
  });
  // A board that has just ended takes no more lines; whoever asked hears it from `ended`.
  board.process.stdin!.on('error', () => {});

  async function ask(line: object): Promise<Answer> {
    const answer = Promise.withResolvers<Answer>();
    waiting.push(answer);
    board.process.stdin!.write(`${JSON.stringify(line)}\n`);
    const said = await answer.promise;
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  }

  return {
    apply: async (scenario) => void (await ask(readScenario(scenario))),
    truth: async () => (await ask({ ask: 'truth' })).truth!,
  };
}
