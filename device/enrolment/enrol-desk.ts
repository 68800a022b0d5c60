// Enrolment at the counter's own screen: an installer scans the claim, or types its code where the authority is known.
import { X509Certificate } from 'node:crypto';
import { enrol as enrolWithHub } from '../identity/enrol.ts';
import { hasIdentity, type Identity, readIdentity, writeIdentity } from '../identity/identity-files.ts';
import type { JournalKey } from '../journal/key.ts';
import type { EnrolDesk } from '../operator/ports.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';
import type { EnrolmentView } from '../screens/operator-views.ts';

export interface EnrolDeskParts {
  counter: string;
  hub: { host: string; httpsPort: number };
  identityFolder: string;
  /** SHA-256 of the hub's authority, hexadecimal, when the configuration pins it. */
  authority?: string | undefined;
  journalKey(): Promise<JournalKey>;
  /** A new identity is on disk: whoever runs the agent starts it anew with it. */
  onEnrolled(): void;
  /** Talks to the hub; replaced in tests. */
  ask?: typeof enrolWithHub;
}

export interface CounterEnrolDesk extends EnrolDesk {
  onChange(listener: () => void): () => void;
}

const needsScan: DeskAnswer = {
  ok: false,
  code: 'wrong',
  why: 'authority-unknown',
  message: 'Scan the whole claim: this counter is not told which authority its hub has.',
};

/** INST-10: nothing is sent to a hub whose authority is not pinned by the claim or by the configuration. */
export function createEnrolDesk(parts: EnrolDeskParts): CounterEnrolDesk {
  const listeners = new Set<() => void>();
  let state: EnrolmentView['state'] = 'needed';
  let detail = '';
  let asking: Promise<DeskAnswer> | undefined;

  const become = (next: EnrolmentView['state'], why = '') => {
    state = next;
    detail = why;
    for (const listener of [...listeners]) listener();
  };

  /** A code works once: a second touch waits for the answer to the first. */
  function enrol(code: string): Promise<DeskAnswer> {
    asking ??= askHub(code).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function askHub(code: string): Promise<DeskAnswer> {
    const claim = code.includes('.') ? code : parts.authority && `${code}.${parts.authority}`;
    if (!claim) return needsScan;
    become('asking');
    try {
      const { counter, hub, identityFolder } = parts;
      const ask = parts.ask ?? enrolWithHub;
      writeIdentity(identityFolder, await ask({ counter, hub, claim, journalKey: await parts.journalKey() }));
    } catch (error) {
      const message = (error as Error).message.slice(0, 300);
      become('refused', message);
      return { ok: false, code: 'failed', why: 'hub-refused', message };
    }
    become('done');
    parts.onEnrolled();
    return { ok: true, done: 'enrolled' };
  }

  return {
    enrol,
    view: () => {
      const notAfter = notAfterOf(parts.identityFolder);
      const shown = state === 'needed' && notAfter !== null ? 'done' : state;
      return { counter: parts.counter, state: shown, detail, notAfter };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Wall milliseconds at which the certificate in use ends; null without a usable one. */
function notAfterOf(folder: string): number | null {
  try {
    if (!hasIdentity(folder)) return null;
    const identity: Identity = readIdentity(folder);
    return Date.parse(new X509Certificate(identity.certificate).validTo);
  } catch {
    return null;
  }
}
