// Ed25519 over journal heads, checked on the thread pool, with the counters' keys kept parsed.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { headBytes } from '@zhuangui/protocol/journal-chain.ts';

/** The counter's journal key now (SPKI DER, base64), or undefined when it has none. */
export type KeyLookup = (counter: string) => string | undefined;

export interface Signatures {
  knows(counter: string): boolean;
  /** JRN-3: does the counter's key sign this head? False for an unknown counter or a broken signature. */
  holds(counter: string, journal: string, seq: number, hash: string, sig: string): Promise<boolean>;
}

/** A key that cannot be read signs nothing; its counter is told so, and nobody else notices. */
function parsed(text: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

export function createSignatures(lookup: KeyLookup): Signatures {
  const keys = new Map<string, { text: string; key: KeyObject }>();

  function keyOf(counter: string): KeyObject | undefined {
    const text = lookup(counter);
    if (text === undefined) return undefined;
    const cached = keys.get(counter);
    if (cached?.text === text) return cached.key;
    const key = parsed(text);
    if (key !== undefined) keys.set(counter, { text, key });
    return key;
  }

  return {
    knows: (counter) => lookup(counter) !== undefined,
    holds(counter, journal, seq, hash, sig) {
      const key = keyOf(counter);
      if (key === undefined) return Promise.resolve(false);
      const signed = headBytes(counter, journal, seq, hash);
      return new Promise((resolve) => {
        verify(null, signed, key, Buffer.from(sig, 'base64'), (error, valid) =>
          resolve(error === null && valid),
        );
      });
    },
  };
}
