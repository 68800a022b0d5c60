// CMD-9: the newest view of each counter somebody looks at; nothing of it is kept on disk.
import { helpViewMessage } from '@zhuangui/protocol/commands.ts';
import type { Clock } from '../platform/clock.ts';

export interface HelpShown {
  command: string;
  at: number;
  until: number;
  /** JSON text as the counter wrote it; whoever shows it shows text. */
  view: string;
}

export interface HelpViews {
  /** Views of this command are taken until then; an older session of the counter ends. */
  expect(counter: string, command: string, untilMs: number): void;
  /** False: it could not be read, or nobody asked for it. */
  take(counter: string, payload: Uint8Array): boolean;
  latest(counter: string): HelpShown | null;
}

export function createHelpViews(clock: Clock): HelpViews {
  const sessions = new Map<string, { command: string; untilMs: number; shown: HelpShown | null }>();

  function forgetOld(): void {
    const nowMs = clock.nowMs();
    for (const [counter, { untilMs }] of sessions) if (untilMs < nowMs) sessions.delete(counter);
  }

  return {
    expect(counter, command, untilMs) {
      forgetOld();
      sessions.set(counter, { command, untilMs, shown: null });
    },
    take(counter, payload) {
      const parsed = helpViewMessage.parse(payload);
      const session = sessions.get(counter);
      if (!parsed.ok || session?.command !== parsed.value.help) return false;
      const { help: command, at, until, view } = parsed.value;
      session.shown = { command, at, until, view };
      return true;
    },
    latest(counter) {
      const session = sessions.get(counter);
      if (!session?.shown || session.shown.until < clock.nowMs()) return null;
      return session.shown;
    },
  };
}
