// What several attack tests need: a refusal that leaves everything as it was, and sets signed by a thief of the online keys.
import { createHash } from 'node:crypto';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { expect } from 'vitest';
import { resign, text } from './forge.ts';
import type { openRig } from './lists-rig.ts';

export type Rig = Awaited<ReturnType<typeof openRig>>;
export const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
export const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Nothing is taken, and what was in force goes on selling. */
export async function refuses(rig: Rig, push: ListsPush, code: string | RegExp): Promise<void> {
  const before = rig.store.view();
  const lines = rig.journal.lines.length;
  const result = await rig.store.applyPush(push);
  expect(result).toMatchObject({ applied: false });
  expect(result.applied ? '' : result.code).toMatch(code);
  expect(rig.store.view()).toBe(before);
  expect(rig.store.view()?.entry('NM000001')).toBeDefined();
  expect(rig.journal.lines.length).toBe(lines);
}

/** A push over a snapshot of the forger's own making, signed by the stolen online keys. */
export async function signedOver(
  rig: Rig,
  snapshot: { version: number },
  push: ListsPush,
): Promise<ListsPush> {
  const { online } = rig.hub.signers;
  const bytes = resign(bytesOf({ signed: snapshot, signatures: [] }), () => {}, [online.snapshot]);
  const hash = sha(bytes);
  const timestamp = resign(
    new TextEncoder().encode(push.timestamp),
    (signed) => {
      signed.version += 1;
      signed.meta['snapshot.json'] = {
        version: snapshot.version,
        length: bytes.length,
        hashes: { sha256: hash },
      };
    },
    [online.timestamp],
  );
  return { ...push, snapshot: text(bytes), timestamp: text(timestamp) };
}
