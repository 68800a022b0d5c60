// Saved receipts of this hub: what they carry, put into the page that checks it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../http/pages/html.ts';
import { proofPage } from './proof-page.ts';
import { createReceiptProofs, type ReceiptProofParts } from './receipt-proof.ts';

export interface Receipts {
  /** The whole file; undefined while the hub holds no line of the order. */
  file(counter: string, order: string, lang: Language): Promise<string | undefined>;
}

export async function openReceipts(parts: ReceiptProofParts): Promise<Receipts> {
  const script = await readFile(join(import.meta.dirname, 'proof-script.js'), 'utf8');
  const proofs = createReceiptProofs(parts);
  return {
    async file(counter, order, lang) {
      const proof = await proofs.proofOf(counter, order);
      return proof && proofPage(proof, script, lang);
    },
  };
}
