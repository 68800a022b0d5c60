// Commands to counters: kept before they are sent, repeated until answered, answered once.
import {
  type Command,
  type CommandAct,
  type CommandResult,
  commandMessage,
  commandResultMessage,
} from '@zhuangui/protocol/commands.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { createHelpViews, type HelpViews } from './help-views.ts';

export interface CommandParts {
  db: Db;
  clock: Clock;
  random: Random;
  log: Log;
  audit: Audit;
  /** Hands bytes to a counter; false when it is not connected. */
  send(counter: string, key: string, bytes: Uint8Array): boolean;
  /** A counter that may be commanded: enrolled, not revoked. */
  isEnrolled(counter: string): boolean;
}

export interface NewCommand {
  counter: string;
  act: CommandAct;
  actor: Pick<Actor, 'kind' | 'id' | 'name'>;
  /** How long the counter may begin it, milliseconds. */
  lastsMs: number;
  rollout?: string;
}

export interface Commands {
  /** CMD-10. Throws DomainError `invalid` or `conflict`. */
  issue(command: NewCommand): Promise<{ id: string }>;
  /** Many at once, in the caller's transaction; `sent` is to be called after it was committed. */
  issueAll(tx: Queries, commands: readonly NewCommand[]): Promise<{ ids: string[]; sent(): void }>;
  /** The counter has just connected. */
  online(counter: string): void;
  onResult(counter: string, payload: Uint8Array): Promise<void>;
  onHelp(counter: string, payload: Uint8Array): void;
  help: HelpViews;
  malformed(): number;
  idle(): Promise<void>;
}

const dayMs = 86_400_000;
export const lastsMaxMs = 7 * dayMs;
/** CMD-11: so long after its time the counter is still asked what became of it. */
const askedForMs = 30 * dayMs;
/** Under way to one counter at once; its mailbox holds sixteen messages. */
const underWayMax = 6;

interface WaitingRow {
  id: string;
  act: string;
  issuedName: string;
  issuedAt: number;
  expiresAt: number;
}

export function createCommands(parts: CommandParts): Commands {
  const { db, clock, random, log, audit } = parts;
  const help = createHelpViews(clock);
  let malformed = 0;
  const work = new Set<Promise<unknown>>();

  function beside(promise: Promise<unknown>): void {
    const kept = promise
      .catch((error: unknown) => log.error({ error: String(error) }, 'commands could not be sent'))
      .finally(() => work.delete(kept));
    work.add(kept);
  }

  async function issueAll(tx: Queries, commands: readonly NewCommand[]) {
    const nowMs = clock.nowMs();
    const rows = commands.map((one) => ({ ...one, id: `c${Buffer.from(random.bytes(8)).toString('hex')}` }));
    for (const { id, counter, act, actor, lastsMs, rollout } of rows) {
      const params = [id, counter, act.do, JSON.stringify(act), actor.id, actor.name, nowMs, nowMs + lastsMs];
      await tx.run(
        `INSERT INTO command (id, counter, name, act, issued_by, issued_name, issued_at, expires_at, rollout)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [...params, rollout ?? null],
      );
    }
    return {
      ids: rows.map(({ id }) => id),
      sent() {
        for (const { id, counter, act, lastsMs } of rows) {
          if (act.do === 'open-help') help.expect(counter, id, nowMs + act.minutes * 60_000 + lastsMs);
          beside(pump(counter));
        }
      },
    };
  }

  /** The oldest that wait go first; those whose time is over only ask what became of them. */
  async function pump(counter: string): Promise<void> {
    const nowMs = clock.nowMs();
    const rows = await db.query<WaitingRow>(
      `SELECT id, act, issued_name AS issuedName, issued_at AS issuedAt, expires_at AS expiresAt FROM command
       WHERE counter = ? AND state = 'waiting' AND expires_at > ?
       ORDER BY expires_at < ?, issued_at, rowid LIMIT ?`,
      [counter, nowMs - askedForMs, nowMs, underWayMax],
    );
    for (const { id, act, issuedName, issuedAt, expiresAt } of rows) {
      const issuedBy = issuedName.replaceAll(/\p{Cc}/gu, ' ').slice(0, 40) || '-';
      const message: Command = { v: 1, id, act: JSON.parse(act), issuedBy, issuedAt, expiresAt };
      if (!parts.send(counter, id, commandMessage.encode(message))) return;
    }
  }

  function check({ counter, act, lastsMs }: NewCommand): void {
    if (!parts.isEnrolled(counter))
      throw new DomainError(
        'conflict',
        'not-enrolled',
        'This counter is not enrolled, nothing can be sent to it.',
      );
    if (lastsMs < 10_000 || lastsMs > lastsMaxMs)
      throw new DomainError('invalid', 'bad-expiry', 'A command lasts from ten seconds to seven days.');
    if (act.do === 'screen-message' && act.until <= clock.nowMs())
      throw new DomainError('invalid', 'over-already', 'The words would be over before they are shown.');
  }

  async function store(counter: string, result: CommandResult): Promise<boolean> {
    const { id, state, reason, seq, slots, bundle } = result;
    const { changes } = await db.run(
      `UPDATE command SET state = ?, reason = ?, answered_at = ?, seq = ?, slots = ?, bundle = ?
       WHERE id = ? AND counter = ? AND state = 'waiting'`,
      [
        state,
        reason ?? null,
        clock.nowMs(),
        seq,
        slots ? JSON.stringify(slots) : null,
        bundle ?? null,
        id,
        counter,
      ],
    );
    return changes > 0;
  }

  return {
    issueAll,
    async issue(command) {
      check(command);
      const issued = await db.transaction(async (tx) => {
        const made = await issueAll(tx, [command]);
        await audit.write(tx, {
          actor: command.actor,
          action: 'counter.command',
          object: `counter/${command.counter}`,
          outcome: 'done',
          detail: `${made.ids[0]} ${JSON.stringify(command.act)}`,
        });
        return made;
      });
      issued.sent();
      return { id: issued.ids[0]! };
    },
    online: (counter) => beside(pump(counter)),
    async onResult(counter, payload) {
      const parsed = commandResultMessage.parse(payload);
      if (!parsed.ok) {
        malformed += 1;
        return log.warn(
          { counter, problem: parsed.problem.message },
          'a result of a command could not be read',
        );
      }
      // CMD-12: not this counter's, or answered before.
      if (!(await store(counter, parsed.value))) return;
      beside(pump(counter));
    },
    onHelp(counter, payload) {
      if (!help.take(counter, payload)) malformed += 1;
    },
    help,
    malformed: () => malformed,
    async idle() {
      while (work.size > 0) await Promise.all(work);
    },
  };
}
