// The settings of one counter: local ones until a hub sets any; from then on what the hub set, across restarts.
import { createHash } from 'node:crypto';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import {
  type CounterSettings,
  defaultSettings,
  desiredMessage,
  type Reported,
  reportedMessage,
} from '@zhuangui/protocol/settings.ts';
import type { Log } from '../platform/log.ts';
import type { SettingsFacts } from './settings-limits.ts';
import { judgeDesired, type SettingsState } from './settings-machine.ts';
import { type StoredSettings, storeSettings } from './settings-store.ts';

export interface SettingsParts {
  /** What `loadSettings` found. */
  stored: StoredSettings | undefined;
  /** From the configuration file; holds until a hub ever set anything (CONF-3). */
  local?: Partial<CounterSettings>;
  log: Log;
  facts(): SettingsFacts;
  /** Commits the lines, and what `also` writes, in one transaction. */
  append(lines: readonly LineBody[], also: (tx: Queries) => Promise<void>): Promise<void>;
  /** Hands a message to the link; false when there is no connection. */
  mail(kind: 'reported', payload: Uint8Array): boolean;
  /** The rest of what is reported. */
  about(): Pick<Reported, 'agentVersion' | 'slots' | 'machine' | 'cashFen'>;
}

export interface SettingsCounters {
  /** Desired states that were older than the one in force. */
  old: number;
  refused: number;
}

export interface Settings {
  current(): CounterSettings;
  /** 0 until a hub ever set anything. */
  version(): number;
  /** Why the newest desired state is not in force, in words. */
  refused(): { version: number; reason: string } | undefined;
  counters(): Readonly<SettingsCounters>;
  /** A message of the kind `desired`. Never rejects; resolves when it is in force or refused. */
  onDesired(bytes: Uint8Array): Promise<void>;
  /** To be called at every new connection, and when what is reported changed otherwise: tells the hub. */
  onConnected(): void;
  /** Called after settings came into force or were refused. The returned function takes the listener off. */
  onChange(listener: () => void): () => void;
}

/** Starts from what is stored; stored bytes that no longer fit (a narrower schema) leave the local settings in force. */
export function createSettings(parts: SettingsParts): Settings {
  let state = initialState(parts);
  const counters: SettingsCounters = { old: 0, refused: 0 };
  const listeners = new Set<() => void>();
  let queue: Promise<void> = Promise.resolve();

  async function take(bytes: Uint8Array): Promise<void> {
    const judged = judgeDesired(state, bytes, parts.facts());
    if (judged.verdict === 'old') counters.old += 1;
    if (judged.verdict === 'refuse') refuse(judged.refused);
    if (judged.verdict === 'take') await commit(judged.next, bytes);
    if (judged.verdict !== 'old') report();
    if (judged.verdict === 'take' || judged.verdict === 'refuse')
      for (const listener of [...listeners]) listener();
  }

  function refuse(refused: { version: number; reason: string }): void {
    counters.refused += 1;
    state = { ...state, refused };
    parts.log.warn(refused, 'settings from the hub are refused');
  }

  /** CONF-2: in force only once they are in the journal; what cannot be written is refused, the hub sends it again. */
  async function commit(next: SettingsState & { hash: string }, bytes: Uint8Array): Promise<void> {
    const { version, hash } = next;
    try {
      await parts.append([{ kind: 'settings', version, hash }], (tx) =>
        storeSettings(tx, { version, bytes }),
      );
      state = next;
    } catch (error) {
      refuse({ version, reason: `not stored: ${(error as Error).message}`.slice(0, 300) });
    }
  }

  function report(): void {
    const { version, refused } = state;
    const message = { v: 1 as const, version, ...(refused && { refused }), ...parts.about() };
    const checked = reportedMessage.check(message);
    if (!checked.ok) return parts.log.error({ problem: checked.problem }, 'the settings were not reported');
    parts.mail('reported', reportedMessage.encode(message));
  }

  return {
    current: () => state.settings,
    version: () => state.version,
    refused: () => state.refused,
    counters: () => counters,
    onDesired(bytes) {
      queue = queue
        .then(() => take(bytes))
        .catch((error: unknown) => parts.log.error({ error: String(error) }, 'settings'));
      return queue;
    },
    onConnected: report,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function initialState({ stored, local, log }: SettingsParts): SettingsState {
  const settings = { ...defaultSettings, ...local };
  if (!stored) return { version: 0, settings, hash: undefined, refused: undefined };
  const { version, bytes } = stored;
  const hash = createHash('sha256').update(bytes).digest('hex');
  const parsed = desiredMessage.parse(bytes);
  if (parsed.ok) return { version, settings: parsed.value.settings, hash, refused: undefined };
  const reason = `what is stored cannot be read: ${parsed.problem.message}`.slice(0, 300);
  log.error({ version, reason }, 'stored settings are of no use: the local ones hold');
  // The version before: the hub may send the same one again, and it is taken.
  return { version: Math.max(0, version - 1), settings, hash: undefined, refused: { version, reason } };
}
