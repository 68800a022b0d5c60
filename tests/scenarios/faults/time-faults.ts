// Rows 12, 26 and 36: the counter's clock is wrong, days pass without a line, somebody guesses PINs for a day.
import { argon2Sync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argon2Floor, formatArgon2 } from '@zhuangui/protocol/phc.ts';
import { type FakeTime, openFakeTime } from '../../../simulators/faults/fake-time.ts';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { joinLaunches } from '../../../simulators/faults/launch.ts';
import { openNetCell } from '../../../simulators/faults/net-cell.ts';
import { eventually } from '../rig/eventually.ts';
import type { Rig, RigChange } from '../rig/rig.ts';
import { healedAndJudged, withRig } from './counter-rig.ts';
import type { Stage } from './stage.ts';

const hourS = 3600;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** A folder for the offset, outside the counter's own, for as long as `work` takes. */
async function withClock<T>(
  options: { monotonicToo?: boolean },
  work: (clock: FakeTime) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-clock-'));
  try {
    return await work(openFakeTime(join(folder, 'offset'), options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One sale from touch to rest; milliseconds by this process's own clock, or why not. */
async function saleMs(rig: Rig, slot: number): Promise<number | string> {
  const from = performance.now();
  const answer = await rig.sell([slot]);
  if (!answer?.accepted) {
    const reasons = answer && 'refusals' in answer ? answer.refusals?.flatMap((one) => one.reasons) : [];
    return (reasons ?? []).join(', ') || 'refused';
  }
  await eventually(async () => {
    const { sale, open } = await rig.counter().status();
    if (open > 0 || (sale !== null && sale !== 'finished')) throw new Error(`still ${sale}`);
  });
  return performance.now() - from;
}

interface Jump {
  name: string;
  /** Seconds from now; `to` is an absolute year instead. */
  offsetS?: number;
  year?: number;
  /** Lists signed today are good on that day. */
  sells: boolean;
}

const jumps: readonly Jump[] = [
  { name: '+1 h', offsetS: hourS, sells: true },
  { name: '-1 h', offsetS: -hourS, sells: true },
  { name: '1970', year: 1970, sells: true },
  { name: '2038', year: 2038, sells: false },
];

const offsetOf = ({ offsetS, year }: Jump): number => offsetS ?? (Date.UTC(year!, 0, 20) - Date.now()) / 1000;

/** The counter sees the jump, or the fault has not happened. */
async function jump(rig: Rig, clock: FakeTime, offsetS: number): Promise<void> {
  clock.jumpTo(offsetS);
  await eventually(async () => {
    const { wallMs } = await rig.counter().status();
    const offMs = wallMs - Date.now() - offsetS * 1000;
    if (Math.abs(offMs) > 5000) throw new Error(`the counter's clock is ${Math.round(offMs / 1000)} s off`);
  });
}

/** A sale takes as long as ever; what is expired on the far side of a jump is not sold there. */
async function jumping(rig: Rig, clock: FakeTime, cases: readonly Jump[], note: (ms: number) => void) {
  const found: string[] = [];
  for (const [index, one] of cases.entries()) {
    await jump(rig, clock, offsetOf(one));
    const took = await saleMs(rig, 1 + index);
    if (one.sells && typeof took === 'string') found.push(`${one.name}: not sold: ${took}`);
    if (!one.sells && typeof took === 'number') found.push(`${one.name}: sold with lists of another year`);
    if (typeof took === 'number') {
      note(took);
      if (took > 15_000) found.push(`${one.name}: a sale took ${seconds(took)}`);
    }
  }
  await jump(rig, clock, 0);
  return found;
}

async function clockJumps(stage: Stage, { quick }: FaultContext): Promise<FaultReport> {
  const cases = quick ? jumps.slice(2) : jumps;
  let slowestMs = 0;
  const violations = await withClock({}, (clock) =>
    withRig(stage, { launch: clock.launch }, 'clock', async (rig) => {
      const found = await jumping(rig, clock, cases, (ms) => {
        slowestMs = Math.max(slowestMs, ms);
      });
      // A jump while the motor turns, forth and back.
      const selling = saleMs(rig, 6);
      clock.jumpTo(hourS);
      clock.jumpTo(-hourS);
      const during = await selling;
      if (typeof during === 'string') found.push(`jump during a sale: ${during}`);
      clock.jumpTo(0);
      // What a clock far ahead wrote down must not outlive it, nor may the start be confused by a clock set back.
      clock.jumpTo(-hourS);
      await rig.killCounter();
      await rig.restartCounter();
      clock.jumpTo(0);
      const judged = await healedAndJudged(rig);
      return [...found, ...judged.problems];
    }),
  );
  return {
    runs: cases.length + 2,
    violations,
    figure: `slowest sale under a jump ${seconds(slowestMs)}`,
  };
}

/** The cable is out for three days of the counter's clock: amber, red, and everything told afterwards. */
async function threeDays(stage: Stage): Promise<FaultReport> {
  let drainMs = 0;
  const told: string[] = [];
  const cable = await openNetCell();
  try {
    const violations = await withClock({}, (clock) => {
      const change: RigChange = {
        launch: joinLaunches(cable.launch, clock.launch),
        hubHost: cable.hostAddress,
        keepaliveS: 4,
      };
      return withRig(stage, change, 'three days', async (rig) => {
        const found: string[] = [];
        await cable.cut();
        const sold = async (hours: number, slot: number, mustSell: boolean) => {
          await jump(rig, clock, hours * hourS);
          const took = await saleMs(rig, slot);
          told.push(`${hours} h ${typeof took === 'number' ? 'sold' : 'refused'}`);
          if (mustSell !== (typeof took === 'number')) found.push(`after ${hours} h: ${took}`);
        };
        await sold(0, 1, true);
        await sold(30, 2, true);
        await sold(71, 3, true);
        await sold(73, 4, false);
        clock.jumpTo(0);
        await cable.heal();
        const from = performance.now();
        await rig.settle(({ outOfService }) => outOfService === null);
        drainMs = performance.now() - from;
        const { sales } = await rig.hub.hub.ledger.totals();
        if (sales !== 3) found.push(`the hub counts ${sales} of 3 sales`);
        return [...found, ...(await healedAndJudged(rig)).problems];
      });
    });
    return {
      runs: 4,
      violations,
      figure: `${told.join(', ')}; all told ${seconds(drainMs)} after the cable was back`,
    };
  } finally {
    await cable.remove();
  }
}

function phcOf(pin: string): string {
  const salt = Buffer.from('salt of a fault!');
  const { memoryKiB, passes, parallelism } = argon2Floor;
  const work = { message: pin, nonce: salt, parallelism, tagLength: 32, memory: memoryKiB, passes };
  return formatArgon2({ memoryKiB, passes, parallelism, salt, hash: argon2Sync('argon2id', work) });
}

const allowedADay = 480;

/** A day of guessing, the plug pulled again and again; every answer that is not "locked out" was a guess. */
async function guessing(stage: Stage, { quick, tell }: FaultContext): Promise<FaultReport> {
  const hours = quick ? 1 : 24;
  const stepS = 900;
  let guesses = 0;
  let pulls = 0;
  const operators = [{ operator: '1001', name: '王师傅', role: 'operator' as const, pin: phcOf('583920') }];
  const violations = await withClock({ monotonicToo: true }, (clock) =>
    withRig(stage, { launch: clock.launch, operators }, 'guessing', async (rig) => {
      const found: string[] = [];
      for (let passedS = 0, pin = 0; passedS < hours * hourS; pin += 1) {
        const answer = (await rig.counter().signIn('1001', String(pin).padStart(6, '0'))) as {
          ok: boolean;
          code?: string;
        };
        if (answer.ok) found.push(`PIN ${pin} was let in`);
        if (answer.code !== 'locked-out') {
          guesses += 1;
          // Two guesses, then the plug: a count that is not on disk would begin anew.
          if (guesses % 2 === 0 && pulls < (quick ? 3 : 25)) {
            await rig.killCounter();
            await rig.restartCounter();
            pulls += 1;
          }
          continue;
        }
        passedS += stepS;
        clock.jumpTo(passedS);
        if (passedS % (6 * hourS) === 0) tell(`${passedS / hourS} h, ${guesses} guesses`);
        // The lock counts down in its own time; it is asked again when that has been written down.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (guesses > (allowedADay * hours) / 24) found.push(`${guesses} guesses in ${hours} h`);
      return found;
    }),
  );
  return {
    runs: pulls,
    violations,
    figure: `${guesses} guesses in ${hours} h with ${pulls} power cuts (${(allowedADay * hours) / 24} allowed)`,
  };
}

export const timeFaults = (stage: Stage): Fault[] => [
  {
    id: '12',
    name: 'no line for three days',
    needs: ['network-namespace', 'faketime'],
    run: () => threeDays(stage),
  },
  {
    id: '26',
    name: 'clock jumps: ±1 h, 1970, 2038',
    needs: ['faketime'],
    run: (context) => clockJumps(stage, context),
  },
  {
    id: '36',
    name: 'PINs guessed, the plug pulled',
    needs: ['faketime'],
    run: (context) => guessing(stage, context),
  },
];
