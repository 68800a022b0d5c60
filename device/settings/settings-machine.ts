// pure
// What a desired state from the hub does to the one in force.
import { createHash } from 'node:crypto';
import { type CounterSettings, desiredMessage } from '@zhuangui/protocol/settings.ts';
import { outsideLimits, type SettingsFacts } from './settings-limits.ts';

export interface SettingsState {
  /** 0 until a hub ever set anything. */
  version: number;
  settings: CounterSettings;
  /** SHA-256 of the bytes in force; undefined for local ones. */
  hash: string | undefined;
  /** The newest desired state that was not taken. */
  refused: { version: number; reason: string } | undefined;
}

export type Judgement =
  /** `next` is in force once it is committed. */
  | { verdict: 'take'; next: SettingsState & { hash: string } }
  /** What is in force already. */
  | { verdict: 'same' }
  /** An older state, as a broker may deliver late. */
  | { verdict: 'old' }
  /** Refused as a whole; what is in force stays. */
  | { verdict: 'refuse'; refused: { version: number; reason: string } };

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** CONF-1: newer and within the limits is taken whole; everything else leaves what is in force as it is. */
export function judgeDesired(state: SettingsState, bytes: Uint8Array, facts: SettingsFacts): Judgement {
  const parsed = desiredMessage.parse(bytes);
  if (!parsed.ok)
    return refuse(versionIn(bytes, desiredMessage.maxBytes) ?? state.version, parsed.problem.message);
  const { version, settings } = parsed.value;
  const hash = sha256(bytes);
  if (version < state.version) return { verdict: 'old' };
  if (version === state.version) {
    if (hash === state.hash) return { verdict: 'same' };
    return refuse(version, `version ${version} is in force here with other content; send a higher version`);
  }
  const why = outsideLimits(settings, facts);
  if (why !== undefined) return refuse(version, why);
  return { verdict: 'take', next: { version, settings, hash, refused: undefined } };
}

const refuse = (version: number, reason: string): Judgement => ({
  verdict: 'refuse',
  refused: { version, reason: reason.replace(/\p{Cc}/gu, ' ').slice(0, 300) },
});

/** The version a refused message claims, so that the hub knows which one was refused. */
function versionIn(bytes: Uint8Array, bytesMax: number): number | undefined {
  if (bytes.length > bytesMax) return undefined;
  try {
    const { version } = JSON.parse(new TextDecoder().decode(bytes)) as { version?: unknown };
    return Number.isInteger(version) && Number(version) >= 0 && Number(version) <= 2_147_483_647
      ? Number(version)
      : undefined;
  } catch {
    return undefined;
  }
}
