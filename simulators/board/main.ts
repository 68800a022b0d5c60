// One simulated board on a pseudo-terminal, as a process of its own: it outlives the counter's agent.
// Scenarios and questions come as JSON lines on standard input; every line is answered by one on standard output.
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { DoorLoad } from './board-cabinet.ts';
import { type BoardSim, createBoardSim } from './board-sim.ts';
import type { SlotLoad } from './board-state.ts';
import { createPtyWire } from './pty.ts';
import { parseScenarioLine } from './scenario.ts';

const USAGE = `usage: node simulators/board/main.ts --link <path> (--slots <n> | --slots-json <json>)
  --inventory <n>          goods in each slot made by --slots (default 8)
  --doors-json <json>      doors of a cabinet: [{"cabinet":0,"door":"left","slots":[1,2]}]
  --note-change, --coin-change <fen>  what change is given from at first
  --log <file>             frame log; "-" is standard error
  --log-heartbeats         POLL and ACK in the log too
  --poll-ms, --motor-ms, --boot-ms, --answer-deadline-ms, --seed <n>
  --obey-repeats           turn the motor again for a repeated drive
  --stop-on-stdin-end      end when standard input ends
standard input, a line each: {"do":"jam","slot":13}  {"ask":"truth"}  {"ask":"violations"}  {"ask":"frames"}
  {"ask":"watch"}          from now on every frame but POLL and ACK as a line {"frame":…}`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function readOptions() {
  const { values } = parseArgs({
    options: {
      link: text,
      slots: text,
      'slots-json': text,
      'doors-json': text,
      'note-change': text,
      'coin-change': text,
      inventory: text,
      log: text,
      'log-heartbeats': flag,
      'poll-ms': text,
      'motor-ms': text,
      'boot-ms': text,
      'answer-deadline-ms': text,
      seed: text,
      'obey-repeats': flag,
      'stop-on-stdin-end': flag,
    },
  });
  return values;
}

type Options = ReturnType<typeof readOptions>;

/** A whole number of an option, or undefined when it is not given. */
function whole(options: Options, name: keyof Options): number | undefined {
  const given = options[name];
  if (given === undefined) return undefined;
  if (!/^\d+$/.test(String(given))) throw new Error(`--${name} ${given}: write a whole number`);
  return Number(given);
}

function slotsOf(options: Options): SlotLoad[] {
  if (options['slots-json']) return JSON.parse(options['slots-json']) as SlotLoad[];
  const count = whole(options, 'slots');
  if (!count) throw new Error('say how many slots with --slots, or which with --slots-json');
  const inventory = whole(options, 'inventory') ?? 8;
  return Array.from({ length: count }, (_, index) => ({
    selection: index + 1,
    inventory,
    capacity: Math.max(10, inventory),
  }));
}

function openLog(path: string | undefined): { line?: (text: string) => void; end(): Promise<void> } {
  if (path === undefined) return { end: async () => {} };
  if (path === '-') return { line: (said) => console.error(said), end: async () => {} };
  const file = createWriteStream(path, { flags: 'a' });
  return {
    line: (said) => void file.write(`${said}\n`),
    end: () => new Promise((resolve) => file.end(() => resolve())),
  };
}

function simOf(options: Options, log: ((line: string) => void) | undefined): BoardSim {
  const numbers = {
    pollMs: whole(options, 'poll-ms'),
    motorMs: whole(options, 'motor-ms'),
    bootMs: whole(options, 'boot-ms'),
    answerDeadlineMs: whole(options, 'answer-deadline-ms'),
    seed: whole(options, 'seed'),
    noteChangeFen: whole(options, 'note-change'),
    coinChangeFen: whole(options, 'coin-change'),
  };
  const given = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
  return createBoardSim({
    slots: slotsOf(options),
    ...(options['doors-json'] ? { doors: JSON.parse(options['doors-json']) as DoorLoad[] } : {}),
    transport: createPtyWire(options.link!),
    suppressRepeats: !options['obey-repeats'],
    logHeartbeats: options['log-heartbeats'] ?? false,
    ...(log ? { log } : {}),
    ...given,
  });
}

type Print = (value: object) => void;

function watch(sim: BoardSim, print: Print): object {
  sim.onFrame((frame) => {
    if (!frame.heartbeat) print({ frame });
  });
  return { watching: true };
}

function answer(sim: BoardSim, question: unknown, print: Print): object {
  if (question === 'watch') return watch(sim, print);

  if (question === 'truth') return { truth: sim.truth() };
  if (question === 'violations') return { violations: sim.violations() };
  if (question === 'frames') return { frames: sim.frames() };
  throw new Error(`"ask" is ${JSON.stringify(question)}: use truth, violations, frames or watch`);
}

async function onLine(sim: BoardSim, line: string, print: Print): Promise<object> {
  const asked = /"ask"/.test(line) ? (JSON.parse(line) as { ask?: unknown }) : null;
  if (asked) return answer(sim, asked.ask, print);
  const scenario = parseScenarioLine(line);
  await sim.apply(scenario);
  return { done: scenario.do };
}

async function run(): Promise<void> {
  const options = readOptions();
  if (!options.link) throw new Error('say where the port shall appear with --link');
  const log = openLog(options.log);
  const sim = simOf(options, log.line);
  await sim.start();
  const input = createInterface({ input: process.stdin });
  const print: Print = (value) => void process.stdout.write(`${JSON.stringify(value)}\n`);
  const stop = async (): Promise<void> => {
    input.close();
    process.stdin.destroy();
    await sim.stop();
    await log.end();
  };
  let stopping = false;
  const stopOnce = (): void => {
    if (stopping) return;
    stopping = true;
    void stop();
  };
  process.on('SIGINT', stopOnce).on('SIGTERM', stopOnce);
  input.on('line', (line) => {
    if (line.trim() === '') return;
    onLine(sim, line, print).then(print, (error: Error) => print({ error: error.message }));
  });
  input.on('close', () => {
    if (options['stop-on-stdin-end']) stopOnce();
  });
  print({ ready: options.link });
}

run().catch((error: Error) => {
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
});
