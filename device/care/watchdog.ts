// Tells systemd how the agent is, for as long as that is true: sd_notify(3), READY, WATCHDOG, STOPPING.
import { spawn } from 'node:child_process';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

/** Hands one assignment (`READY=1`) to the service manager; never rejects. */
export type Notify = (state: string) => Promise<void>;

/**
 * Node has no datagram sockets of the Unix kind, so systemd's own `systemd-notify` carries the message (unit:
 * NotifyAccess=all). Undefined when no service manager asked for it.
 */
export function systemdNotify(
  env: Readonly<Record<string, string | undefined>>,
  log: Log,
): Notify | undefined {
  if (!env.NOTIFY_SOCKET) return undefined;
  return (state) =>
    new Promise((resolve) => {
      const child = spawn('systemd-notify', [state], { env, stdio: 'ignore', timeout: 10_000 });
      child.on('error', (error) => {
        log.error(
          { error: error.message },
          'systemd-notify cannot be run: install systemd, or use Type=exec',
        );
        resolve();
      });
      child.on('exit', () => resolve());
    });
}

/** How often systemd wants to hear, milliseconds; undefined without WatchdogSec. */
export function watchdogMs(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const micros = Number(env.WATCHDOG_USEC);
  return Number.isFinite(micros) && micros > 0 ? micros / 1000 : undefined;
}

export interface WatchdogParts {
  clock: Clock;
  log: Log;
  notify: Notify | undefined;
  /** From `watchdogMs`. */
  withinMs: number | undefined;
  /** Resolves when the journal answers a question; rejects or hangs when it does not. */
  journalAnswers(): Promise<unknown>;
}

export interface Watchdog {
  /** Everything is open and the counter can sell or say why not. */
  ready(): Promise<void>;
  /** The end has begun: from here on nobody waits for a sign of life. */
  stopping(): Promise<void>;
}

/** Feeds the watchdog three times within its limit, each time after the journal has answered (CARE-10). */
export function createWatchdog({ clock, log, notify, withinMs, journalAnswers }: WatchdogParts): Watchdog {
  let cancel = () => {};
  let isStopped = false;
  let isAsking = false;

  function arm(everyMs: number): void {
    cancel = clock.setTimer(everyMs, () => {
      arm(everyMs);
      void feed();
    });
  }

  async function feed(): Promise<void> {
    // A question that is still open is no answer: until it is, systemd hears nothing.
    if (isAsking || isStopped) return;
    isAsking = true;
    try {
      await journalAnswers();
      if (!isStopped) await notify?.('WATCHDOG=1');
    } catch (error) {
      log.error({ error: String(error) }, 'the journal does not answer: the watchdog is not fed');
    } finally {
      isAsking = false;
    }
  }

  return {
    async ready() {
      await notify?.('READY=1');
      if (notify && withinMs !== undefined && !isStopped) arm(withinMs / 3);
    },
    async stopping() {
      isStopped = true;
      cancel();
      await notify?.('STOPPING=1');
    },
  };
}
