// pure
// Whether a counter is there, folded from what the broker sees and what the counter tells.
import type { Telemetry } from '@zhuangui/protocol/messages.ts';

export interface Presence {
  online: boolean;
  /** Since when it is online or offline, wall milliseconds. */
  sinceMs: number;
  heardAtMs: number;
  cloneSuspectedAtMs?: number;
  telemetry?: Telemetry;
}

export type PresenceInput =
  | { kind: 'online' | 'offline' | 'clone-suspected'; atMs: number }
  | { kind: 'telemetry'; atMs: number; telemetry: Telemetry };

const never: Presence = { online: false, sinceMs: 0, heardAtMs: 0 };

/** FLT-7: one more observation. A repeated `online` keeps its first moment. */
export function foldPresence(before: Presence | undefined, input: PresenceInput): Presence {
  const presence = before ?? never;
  const { atMs } = input;
  switch (input.kind) {
    case 'online':
      return {
        ...presence,
        online: true,
        sinceMs: presence.online ? presence.sinceMs : atMs,
        heardAtMs: atMs,
      };
    case 'offline':
      return presence.online ? { ...presence, online: false, sinceMs: atMs } : presence;
    case 'clone-suspected':
      return { ...presence, cloneSuspectedAtMs: atMs };
    case 'telemetry':
      return { ...presence, heardAtMs: atMs, telemetry: input.telemetry };
  }
}
