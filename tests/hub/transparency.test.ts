// The log of a real hub: what goes into it, what anybody may fetch of it, and what counters' journals say about it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { openCheckpoint } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { parseLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import { hashOfText, hashText, parseLogField } from '@zhuangui/protocol/tlog/log-field.ts';
import { parseNoteKey } from '@zhuangui/protocol/tlog/note.ts';
import { parseEntries } from '@zhuangui/protocol/tlog/tiles.ts';
import { rootOfLeaves } from '@zhuangui/protocol/tlog/tree.ts';
import { verifyConsistency, verifyInclusion } from '@zhuangui/protocol/tlog/verify.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendLeaves } from '../../hub/transparency/log-store.ts';
import { transparencySchema } from '../../hub/transparency/transparency-schema.ts';
import { type HubRig, openHubRig, type RigCounter, type RigPerson } from './hub-rig.ts';
import { sampleEntries } from './public-samples.ts';

interface Proof {
  index: number;
  size: number;
  leaf: string;
  proof: string[];
  checkpoint: string;
}

describe('the transparency log of a hub', () => {
  let rig: HubRig;
  let counter: RigCounter;
  let supervisor: RigPerson;
  const [good, bad] = sampleEntries();
  const text = async (path: string) => {
    const response = await fetch(rig.url + path);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const bytes = async (path: string) => new Uint8Array(await (await fetch(rig.url + path)).arrayBuffer());
  const newest = async () => {
    await rig.hub.transparency.checkpoint();
    const key = parseNoteKey((await text('/log/key')).text.trim())!;
    const opened = openCheckpoint((await text('/log/checkpoint')).text, key);
    if (!opened.ok) throw new Error(opened.problem);
    return opened.checkpoint;
  };
  const leaves = async () =>
    (await text('/log/entries?from=0')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { index: number; leaf: string });
  const versions = { root: 1, catalog: 1, withdrawals: 1, channels: 1, snapshot: 1 };
  const listsLine = (log: { origin: string; size: number; root: string }) =>
    ({
      kind: 'lists',
      versions,
      hash: 'ab'.repeat(32),
      signedAt: 1,
      expiresAt: 2,
      timeFloor: 1,
      source: 'push',
      log,
    }) as const;

  beforeAll(async () => {
    rig = await openHubRig();
    await rig.publish([good, bad]);
    counter = await rig.addCounter('c-0001');
    await counter.sell(good);
    supervisor = await rig.as([{ role: 'supervisor', place: { kind: 'region' } }]);
  });
  afterAll(() => rig.close());

  it('[TLOG-5, TLOG-10] lists, sanctions and the heads of journals stand in it, and the public files give its root', async () => {
    const body = { kind: 'lot', target: bad.id, lots: ['L1'], reason: '不合格', legalBasis: '清理' };
    expect((await supervisor.post('/api/supervision/sanctions', body)).status).toBe(201);
    expect(await rig.hub.logHeads()).toBeGreaterThanOrEqual(0);
    const head = await newest();
    const found = await leaves();
    const types = found.map(({ leaf }) => parseLeaf(new TextEncoder().encode(leaf))?.type);
    expect(types[0]).toBe('epoch');
    expect(types).toContain('lists');
    expect(types).toContain('sanction');
    expect(types).toContain('audit');
    expect(found).toHaveLength(head.size);
    const hashes = found.map(({ leaf }) => leafHash(new TextEncoder().encode(leaf)));
    expect(hashText(rootOfLeaves(hashes))).toBe(hashText(head.root));
    const bundle = parseEntries(await bytes(`/log/tile/entries/000.p/${head.size}`))!;
    expect(bundle.map((leaf) => hashText(leafHash(leaf)))).toEqual(hashes.map(hashText));
    const tile = await fetch(`${rig.url}/log/tile/0/000.p/${head.size}`);
    expect(tile.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await tile.arrayBuffer())).toEqual(Buffer.concat(hashes));
  });

  it('[TLOG-10] proofs that anybody fetches verify; nothing is given out that no checkpoint covers', async () => {
    const head = await newest();
    const [first] = await leaves();
    const hash = Buffer.from(leafHash(new TextEncoder().encode(first!.leaf))).toString('hex');
    const proof = JSON.parse((await text(`/log/inclusion?leaf=${hash}`)).text) as Proof;
    expect(proof.leaf).toBe(first!.leaf);
    const leaf = leafHash(new TextEncoder().encode(proof.leaf));
    expect(verifyInclusion(leaf, 0, proof.proof.map(hashOfText), head)).toBe(true);
    await rig.hub.repository.publishSuspensions({ counters: [] });
    const later = await newest();
    const path = `/log/consistency?from=${head.size}&to=${later.size}`;
    const grown = JSON.parse((await text(path)).text) as Proof;
    expect(verifyConsistency(head, later, grown.proof.map(hashOfText))).toBe(true);
    for (const bad of [
      `/log/consistency?from=0&to=${later.size + 1}`,
      '/log/consistency?from=-1&to=1',
      '/log/consistency?from=9&to=1',
      '/log/inclusion?index=999999',
      '/log/inclusion?leaf=zz',
      `/log/tile/0/000.p/${later.size + 1}`,
      '/log/tile/0/001',
      '/log/checkpoint?origin=nobody',
      '/log/nothing',
    ])
      expect((await text(bad)).status, bad).toBe(404);
    expect((await text('/log/entries?from=abc')).status).toBe(200);
    const page = await text('/log?lang=en');
    expect(page.status).toBe(200);
    expect(page.text).toContain(later.origin);
    expect(page.text).toContain('Transparency log');
  });

  it('[TLOG-5] the database refuses to change, remove or insert out of order', async () => {
    const db = await openDb({ engine: 'sqlite3', path: ':memory:' });
    await migrate(db, transparencySchema.migrations, 'transparency');
    await db.run("INSERT INTO log_epoch (epoch, origin, began_at) VALUES (1, 'x', 1)");
    const leaf = { v: 1, at: 1, type: 'epoch', why: 'test' } as const;
    for (const times of [1, 3])
      await db.transaction((tx) =>
        appendLeaves(
          tx,
          1,
          Array.from({ length: times }, () => ({ leaf, subject: 'x' })),
        ),
      );
    for (const sql of [
      'UPDATE log_leaf SET at = 2',
      'DELETE FROM log_leaf WHERE idx = 3',
      'UPDATE log_node SET hash = zeroblob(32)',
      'DELETE FROM log_node',
      "INSERT INTO log_leaf (epoch, idx, at, type, subject, bytes) VALUES (1, 9, 1, 'epoch', 'x', x'00')",
      "INSERT OR REPLACE INTO log_leaf (epoch, idx, at, type, subject, bytes) VALUES (1, 0, 1, 'epoch', 'x', x'00')",
      'INSERT OR REPLACE INTO log_node (epoch, level, idx, hash) VALUES (1, 0, 0, zeroblob(32))',
      'DELETE FROM log_epoch',
    ])
      await expect(db.run(sql), sql).rejects.toThrow(/append-only/);
    await db.close();
  });

  it('[TLOG-6] the timestamp carries where its snapshot stands', async () => {
    const { signed } = JSON.parse((await rig.hub.repository.push()).timestamp);
    const field = parseLogField(signed.log)!;
    const key = parseNoteKey(field.key)!;
    const opened = openCheckpoint(field.checkpoint, key);
    expect(opened.ok).toBe(true);
    const leaf = parseLeaf(new TextEncoder().encode(field.leaf))!;
    expect(leaf).toMatchObject({ type: 'lists', snapshot: signed.meta['snapshot.json'].hashes.sha256 });
  });

  it('[TLOG-9] what counters keep is compared: the same is counted, another root is a case, more begins a new log', async () => {
    const head = await newest();
    const same = { origin: head.origin, size: head.size, root: hashText(head.root) };
    await counter.write(listsLine(same));
    const administrator = await rig.as([{ role: 'administrator', place: { kind: 'region' } }]);
    const view = () => administrator.get<{ origin: string; witnesses: number; forked: number }>('/api/log');
    expect(await view()).toMatchObject({ origin: head.origin, witnesses: 1, forked: 0 });
    const rows = await administrator.get<{ rows: object[] }>('/api/log/witnesses');
    expect(rows.rows[0]).toMatchObject({ size: head.size, counters: 1 });
    for (const list of ['witnesses', 'forks', 'leaves']) {
      const asked = administrator.get(`/api/log/${list}?page=90&pageSize=20`);
      expect(await asked).toMatchObject({ rows: [], total: expect.any(Number) });
    }
    const kinds = async () => (await rig.hub.ledger.cases()).map(({ kind }) => kind);
    expect(await kinds()).toEqual([]);

    await counter.write(listsLine({ ...same, root: `${'A'.repeat(43)}=` }));
    await expect.poll(kinds).toContain('log-fork');
    const detail = 'the log was rewritten: this counter holds 3 A, the hub shows 4 B';
    await counter.write({ kind: 'fault', code: 'log-fork', active: true, detail });
    expect(await view()).toMatchObject({ forked: 1 });
    await counter.write({ kind: 'fault', code: 'log-fork', active: false, detail: 'x' });
    expect(await view()).toMatchObject({ forked: 0 });

    await counter.write(listsLine({ ...same, size: head.size + 50 }));
    await expect.poll(async () => (await view()).origin, { timeout: 5000 }).not.toBe(head.origin);
    await expect.poll(kinds).toContain('hub-restored');
    const [first] = await leaves();
    expect(JSON.parse(first!.leaf)).toMatchObject({
      type: 'epoch',
      previous: { origin: head.origin, size: head.size + 50 },
    });
    expect((await rig.hub.repository.versions()).root).toBe(2);
    expect((await text(`/log/checkpoint?origin=${encodeURIComponent(head.origin)}`)).status).toBe(200);
  });

  it('[TLOG-3] the log’s key lies in the hub’s folder for its owner only, and says that it is a throw-away one', async () => {
    const file = JSON.parse(await readFile(join(rig.folder, 'log-key', 'transparency-log.json'), 'utf8'));
    expect(file).toMatchObject({ publicKey: parseNoteKey(await rig.hub.transparency.key())!.publicKey });
  });
});
