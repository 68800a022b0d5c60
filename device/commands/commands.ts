// Commands of the hub on this counter: announced in the journal, done once, answered as often as they come.
import { gzipSync } from 'node:zlib';
import {
  type Command,
  type CommandAct,
  type CommandResult,
  type CommandState,
  commandMessage,
  commandResultMessage,
  type ReportedSlot,
} from '@zhuangui/protocol/commands.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Append } from '../agent/counter-parts.ts';
import type { GateParts } from '../gate/gate-source.ts';
import type { Slot } from '../planogram/slot.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { words } from '../sale/words.ts';
import {
  begunCommands,
  commandAction,
  keepValue,
  keptValue,
  noteCommand,
  seenCommand,
  settleCommand,
} from './command-store.ts';
import type { Help } from './help.ts';
import { judgeCommand } from './judge-command.ts';

export interface ScreenMessage {
  zh: string;
  en?: string;
  until: number;
}
export type Wanted = { slot: number; entry: string }[];

export interface CommandParts {
  db: Db;
  append: Append;
  clock: Clock;
  log: Log;
  trustedNowMs(): number;
  slots(): Slot[];
  known(): ReadonlySet<number>;
  reportSlots(): ReportedSlot[];
  gate: GateParts;
  /** Keeps sales from beginning; undefined while one runs. */
  hold(): (() => void) | undefined;
  onSale(listener: () => void): () => void;
  /** An operator works at the counter. */
  isServed(): boolean;
  mail(payload: Uint8Array): boolean;
  help: Help;
  logTail(): string[];
  report(): void;
  refreshLists(): void;
  /** Ends the process so that it is started anew; without it this counter cannot. */
  restart?: (() => void) | undefined;
  changed(): void;
}

export interface Commands {
  /** What an earlier run left: settled before anything new is taken. */
  start(): Promise<void>;
  /** Bytes of a `command` message. Never rejects. */
  onMessage(bytes: Uint8Array): Promise<void>;
  message(): ScreenMessage | null;
  wanted(): Wanted;
  malformed(): number;
  stop(): Promise<void>;
}

/** Price changes wait for the shopper in front; nothing else does. */
const isPrice = (act: CommandAct) => act.do === 'set-price' || act.do === 'price-list';
const bundleBytesMax = 96_000;

export function createCommands(parts: CommandParts): Commands {
  const { db, clock, log } = parts;
  let malformed = 0;
  let message: ScreenMessage | undefined;
  let wanted: Wanted = [];
  let isStopped = false;
  const lanes = new Map<boolean, Promise<void>>();
  const running = new Set<string>();
  const stops = new Set<() => void>();

  const by = (command: Command) => words(`hub: ${command.issuedBy}`, 40);
  const detailOf = ({ id, act }: Command) => words(`${id} ${act.do} ${JSON.stringify(act)}`, 200);

  function answer(
    id: string,
    state: CommandState,
    reason: string | null,
    seq: number,
    more: Partial<CommandResult> = {},
  ): void {
    const result: CommandResult = {
      v: 1,
      id,
      state,
      ...(reason ? { reason: words(reason, 300) } : {}),
      at: clock.nowMs(),
      seq,
      ...more,
    };
    const checked = commandResultMessage.check(result);
    if (!checked.ok) return log.error({ problem: checked.problem }, 'a result was not sent');
    parts.mail(commandResultMessage.encode(result));
  }

  /** CMD-2: seen before means answered as before. True when that is all there is to do. */
  async function isKnown(command: Command): Promise<boolean> {
    const seen = await seenCommand(db, command.id);
    if (!seen) return false;
    const { state, reason, seq } = seen;
    if (state !== 'begun') answer(command.id, state, reason, seq);
    return true;
  }

  /** Answered without being begun. */
  async function decline(command: Command, state: CommandState, reason: string): Promise<void> {
    const { id, act } = command;
    await noteCommand(db, { id, act: act.do, state, reason, at: clock.nowMs(), seq: 0 });
    answer(id, state, reason, 0);
  }

  async function take(command: Command): Promise<void> {
    if (isStopped || (await isKnown(command))) return;
    if (isExpired(command)) return decline(command, 'expired', 'it came after its time');
    if (command.act.do === 'restart' && !parts.restart)
      return decline(command, 'refused', 'this counter cannot be started anew from afar');
    if (!isPrice(command.act)) return perform(command);
    const release = await shoppersGone(command);
    if (release === undefined) return decline(command, 'expired', 'a sale ran until its time was over');
    try {
      if (parts.isServed())
        return await decline(command, 'refused', 'an operator works at the counter: try again later');
      await perform(command);
    } finally {
      release();
    }
  }

  /** CMD-3: judged by the time that cannot be set back. */
  const isExpired = ({ expiresAt }: Command) => parts.trustedNowMs() >= expiresAt;

  /** Resolves with the hold, or undefined when the command expired or the agent stops meanwhile. */
  async function shoppersGone(command: Command): Promise<(() => void) | undefined> {
    for (;;) {
      if (isStopped || isExpired(command)) return undefined;
      const release = parts.hold();
      if (release) return release;
      await new Promise<void>((resolve) => {
        const off = parts.onSale(done);
        const cancel = clock.setTimer(1000, done);
        stops.add(done);
        function done() {
          off();
          cancel();
          stops.delete(done);
          resolve();
        }
      });
    }
  }

  /** CMD-1: the line first. What is only lines is done by the same transaction. */
  async function perform(command: Command): Promise<void> {
    const { id, act } = command;
    const judged = judgeCommand(act, {
      slots: parts.slots(),
      known: parts.known(),
      gate: parts.gate,
      by: by(command),
    });
    const isLater = act.do === 'restart';
    const state: CommandState = judged.refused ? 'refused' : 'ok';
    const reason = judged.refused ?? judged.note;
    const line = {
      kind: 'service' as const,
      operator: by(command),
      action: commandAction,
      detail: detailOf(command),
    };
    const [announced] = await parts.append([line, ...judged.lines], async (tx) => {
      if (!isLater) await settleCommand(tx, id, state, reason);
      await keepFor(tx, command);
    });
    const seq = announced?.seq ?? 0;
    if (!judged.refused) await effect(command, seq, reason);
    else answer(id, state, reason ?? null, seq);
  }

  async function keepFor(tx: Parameters<typeof keepValue>[0], { act }: Command): Promise<void> {
    if (act.do === 'screen-message') {
      const { zh, en, until } = act;
      await keepValue(tx, 'message', { zh, ...(en ? { en } : {}), until });
    }
    if (act.do === 'clear-message') await keepValue(tx, 'message', undefined);
    if (act.do === 'assortment') await keepValue(tx, 'assortment', act.slots);
  }

  async function load(): Promise<void> {
    message = await keptValue<ScreenMessage>(db, 'message');
    wanted = (await keptValue<Wanted>(db, 'assortment')) ?? [];
  }

  async function effect(
    { id, act, issuedBy }: Command,
    seq: number,
    note: string | undefined,
  ): Promise<void> {
    if (act.do === 'restart') return parts.restart?.();
    if (act.do === 'report') parts.report();
    if (act.do === 'open-help') parts.help.open(id, words(issuedBy, 40), act.minutes);
    if (act.do === 'close-help') parts.help.close();
    await load();
    answer(id, 'ok', note ?? null, seq, {
      ...(act.do === 'report' ? { slots: parts.reportSlots().slice(0, 200) } : {}),
      ...(act.do === 'export-logs' ? bundleOf(parts.logTail()) : {}),
    });
    parts.changed();
    // After the answer: it may end this connection.
    if (act.do === 'refresh-lists') parts.refreshLists();
  }

  /** A command that the journal did not take was not begun: the hub hears so and may issue another. */
  async function guarded(command: Command): Promise<void> {
    try {
      await take(command);
    } catch (error) {
      log.error({ id: command.id, error: String(error) }, 'a command failed');
      const seen = await seenCommand(db, command.id).catch(() => undefined);
      if (!seen) answer(command.id, 'refused', `not written down: ${(error as Error).message}`, 0);
    } finally {
      running.delete(command.id);
    }
  }

  return {
    async start() {
      await load();
      for (const { id, act } of await begunCommands(db)) {
        const state = act === 'restart' ? 'ok' : 'unknown';
        const reason = state === 'ok' ? undefined : 'the counter stopped while it was being done';
        await settleCommand(db, id, state, reason);
      }
    },
    onMessage(bytes) {
      const parsed = commandMessage.parse(bytes);
      if (!parsed.ok) {
        malformed += 1;
        log.warn({ problem: parsed.problem }, 'a command could not be read');
        return Promise.resolve();
      }
      const command = parsed.value;
      if (running.has(command.id)) return Promise.resolve();
      running.add(command.id);
      const lane = isPrice(command.act);
      const turn = (lanes.get(lane) ?? Promise.resolve()).then(() => guarded(command));
      lanes.set(lane, turn);
      return turn;
    },
    message: () => (message && parts.clock.nowMs() < message.until ? message : null),
    wanted: () => wanted,
    malformed: () => malformed,
    async stop() {
      isStopped = true;
      parts.help.close();
      for (const stop of [...stops]) stop();
      await Promise.all(lanes.values());
    },
  };
}

/** CMD-8: the newest lines that fit. */
function bundleOf(lines: string[]): { bundle: string } {
  for (let kept = lines; ; kept = kept.slice(Math.ceil(kept.length / 4) || 1)) {
    const bytes = gzipSync(Buffer.from(`${kept.join('\n')}\n`));
    if (bytes.length <= bundleBytesMax || kept.length === 0) return { bundle: bytes.toString('base64') };
  }
}
