// A saved receipt in a browser without network: valid as it is, and found out in every way it can be tampered with.
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { hashText } from '@zhuangui/protocol/tlog/log-field.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../hub/catalog/metadata.ts';
import type { ReceiptProof } from '../../../hub/receipts/receipt-proof.ts';
import { type HubRig, openHubRig } from '../../hub/hub-rig.ts';
import { sampleEntries } from '../../hub/public-samples.ts';
import { launchBrowser } from '../browser.ts';

const order = `o${'7'.repeat(24)}`;
const lot = '20261101-A';

describe('a saved receipt', () => {
  let rig: HubRig;
  let browser: Browser;
  let page: Page;
  let folder: string;
  let html: string;
  const asked: string[] = [];
  const [plain, other] = sampleEntries();
  const day = new Date().toISOString().slice(0, 10);
  const year = Number(day.slice(0, 4));
  const entry: Entry = {
    ...plain,
    certificate: { number: plain.id, validFrom: `${year - 1}-01-01`, validUntil: `${year + 1}-12-31` },
  };
  const priceFen = entry.priceBand.minFen;

  beforeAll(async () => {
    rig = await openHubRig();
    await rig.publish([entry, { ...other, name: '</script><script>alert(1)</script>' }]);
    const counter = await rig.addCounter('c-0001');
    const push = await rig.hub.repository.push();
    const versions = await rig.hub.repository.versions();
    const item = { item: 1, slot: 3, entry: entry.id, lot, priceFen };
    const permit = {
      entry: entry.id,
      lot,
      certificate: entry.id,
      catalogVersion: versions.catalog,
      withdrawalsVersion: versions.withdrawals,
      channelsVersion: versions.channels,
      freshness: 'green' as const,
      priceBand: entry.priceBand,
      lists: sha256(new TextEncoder().encode(push.snapshot)),
    };
    await counter.write(
      { kind: 'order', order, items: [{ ...item, permit }], totalFen: priceFen, method: 'wechat' },
      { kind: 'paid', order, method: 'wechat', amountFen: priceFen, transaction: 't1' },
      { kind: 'dispensing', order, ...item, permit },
      { kind: 'outcome', order, ...item, method: 'wechat', outcome: 'delivered', detail: '</script>' },
      { kind: 'closed', order, paidFen: priceFen, deliveredFen: priceFen, refundedFen: 0 },
    );
    const answer = await fetch(`${rig.url}/r/c-0001/${order}/proof`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    html = await answer.text();
    folder = await mkdtemp(join(tmpdir(), 'receipt-'));
    browser = await launchBrowser();
    const context = await browser.newContext({ offline: true });
    page = await context.newPage();
    context.on('request', (request) => asked.push(request.url()));
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  const proofIn = (text: string): ReceiptProof =>
    JSON.parse(/<script type="application\/json" id="proof">(.*?)<\/script>/s.exec(text)![1]!);
  /** The file as somebody who changed its data would hand it on. */
  const changed = (change: (proof: ReceiptProof) => void): string => {
    const proof = proofIn(html);
    change(proof);
    const json = JSON.stringify(proof).replaceAll('<', '\\u003c');
    return html.replace(
      /(<script type="application\/json" id="proof">).*?(<\/script>)/s,
      (_all, begin, end) => `${begin}${json}${end}`,
    );
  };

  async function opened(text: string) {
    const path = join(folder, 'receipt.html');
    await writeFile(path, text);
    const errors: string[] = [];
    const note = (error: Error) => errors.push(error.message);
    page.on('pageerror', note);
    await page.goto(pathToFileURL(path).href);
    const verdict = page.locator('#verdict:not([data-result="checking"])');
    await verdict.waitFor({ timeout: 15_000 });
    const result = await verdict.getAttribute('data-result');
    const checks = await page
      .locator('#checks li')
      .evaluateAll((rows) =>
        rows.map((row) => [row.dataset['check'], row.dataset['state'], row.textContent]),
      );
    const shown = (await page.locator('main').textContent()) ?? '';
    page.off('pageerror', note);
    return { result, checks, shown, errors };
  }

  it('[TLOG-11] is valid without any network, asks nobody, and says what it checked, what it could not, and whose keys', async () => {
    const { result, checks, shown, errors } = await opened(html);
    expect(checks.filter(([, state]) => state !== 'ok')).toEqual([]);
    expect(checks.map(([check]) => check)).toEqual([
      'journal',
      'money',
      'lists',
      'entry',
      'withdrawn',
      'logged',
      'counter-key',
    ]);
    expect(result).toBe('valid');
    expect(shown).toContain('核验通过');
    expect(shown).toContain('敖汉小米');
    expect(shown).toContain('不能证明');
    expect(errors).toEqual([]);
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(html).not.toMatch(/(src|href)=|https?:\/\//);
    const script = /<\/script><script>(.*?)<\/script>/s.exec(html)![1]!;
    expect(script.length).toBeLessThan(30 * 1024);
    const key = rig.hub.fleet.registry.journalKey('c-0001')!;
    const fingerprint = sha256(new Uint8Array(Buffer.from(key, 'base64')))
      .match(/.{8}/g)!
      .join(' ');
    expect(shown).toContain(fingerprint);
    const counterPage = await (await fetch(`${rig.url}/public/counter/c-0001`)).text();
    expect(counterPage).toContain(fingerprint);
    const english = await (await fetch(`${rig.url}/r/c-0001/${order}/proof?lang=en`)).text();
    expect((await opened(english)).shown).toContain('Valid: everything was computed from this file alone');
    expect((await fetch(`${rig.url}/r/c-0001/o${'1'.repeat(24)}/proof`)).status).toBe(404);
    expect(await (await fetch(`${rig.url}/r/c-0001/${order}`)).text()).toContain('data-testid="proof-file"');
  });

  const edit = (b64: string, from: string | RegExp, to: string) =>
    Buffer.from(Buffer.from(b64, 'base64').toString('utf8').replace(from, to)).toString('base64');
  const partOf = (proof: ReceiptProof) => proof.journal.parts[0]!;
  const listsOf = (proof: ReceiptProof) => Object.values(proof.lists)[0]!;
  /** Signs the whole stretch anew with a key of the forger's own. */
  function resign(proof: ReceiptProof): void {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const part = partOf(proof);
    part.head = part.lines.reduce((hash, line) => nextHash(hash, Buffer.from(line, 'base64')), part.prev);
    const bytes = headBytes(proof.counter, proof.journal.id, part.to, part.head);
    part.sig = sign(null, bytes, privateKey).toString('base64');
    proof.journal.key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  }
  const tamperings: [name: string, change: (proof: ReceiptProof) => void, failing: string][] = [
    [
      'a price changed',
      (proof) => {
        const part = partOf(proof);
        part.lines = part.lines.map((line) => edit(line, `"amountFen":${priceFen}`, '"amountFen":1'));
      },
      'journal',
    ],
    [
      'two lines swapped',
      (proof) => {
        const { lines } = partOf(proof);
        [lines[1], lines[2]] = [lines[2]!, lines[1]!];
      },
      'journal',
    ],
    ['a line left out', (proof) => void partOf(proof).lines.splice(1, 1), 'journal'],
    [
      'a head signed by another key',
      (proof) => {
        const key = proof.journal.key;
        resign(proof);
        proof.journal.key = key;
      },
      'journal',
    ],
    ['everything signed again with a foreign key', resign, 'counter-key'],
    ['another counter', (proof) => void Object.assign(proof, { counter: 'c-0002' }), 'journal'],
    ['another order', (proof) => void Object.assign(proof, { order: `o${'8'.repeat(24)}` }), 'journal'],
    [
      'goods put into the catalog',
      (proof) => {
        const { chunks } = listsOf(proof);
        for (const path of Object.keys(chunks)) chunks[path] = edit(chunks[path]!, '敖汉小米', '别的小米');
      },
      'entry',
    ],
    [
      'a catalog with one signature',
      (proof) => {
        const lists = listsOf(proof);
        const catalog = JSON.parse(Buffer.from(lists.metadata['catalog']!, 'base64').toString('utf8'));
        catalog.signatures = catalog.signatures.slice(0, 1);
        lists.metadata['catalog'] = Buffer.from(JSON.stringify(catalog)).toString('base64');
      },
      'lists',
    ],
    [
      'a withdrawal hidden',
      (proof) => {
        const { files } = listsOf(proof);
        files['withdrawals/products.json'] = Buffer.from('{"withdrawals": []}').toString('base64');
      },
      'withdrawn',
    ],
    [
      'a leaf of the log changed',
      (proof) => {
        const { logged } = listsOf(proof);
        logged!.leaf = logged!.leaf.replace('"v":1', '"v":1 ');
      },
      'logged',
    ],
    [
      'another root of the log',
      (proof) => {
        const { logged } = listsOf(proof);
        const root = logged!.checkpoint.split('\n')[2]!;
        logged!.checkpoint = logged!.checkpoint.replace(root, hashText(leafHash(new Uint8Array(1))));
      },
      'logged',
    ],
    [
      'a log of somebody else',
      (proof) => {
        listsOf(proof).logKey = 'other.example/log+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
      },
      'logged',
    ],
  ];

  it.each(tamperings)('[TLOG-11] %s: not valid', async (_name, change, failing) => {
    const { result, checks } = await opened(changed(change));
    expect(result).toBe('invalid');
    expect(checks.find(([, state]) => state === 'bad')?.[0]).toBe(failing);
  });

  it('[TLOG-11] what is missing is said and not taken for right', async () => {
    const { result, checks } = await opened(
      changed((proof) => {
        delete proof.counterKey;
        listsOf(proof).chunks = {};
      }),
    );
    expect(result).toBe('incomplete');
    expect(checks.filter(([, state]) => state === 'open').map(([check]) => check)).toEqual([
      'entry',
      'withdrawn',
      'counter-key',
    ]);
  });
});
