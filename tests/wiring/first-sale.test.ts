// docs/operations/hub.md from step 2 to its last line, by programs: from an empty hub that holds nobody's key to a sale
// on a counter, with processes, files, people over HTTP, a ceremony and a board on a pseudo-terminal.
import { copyFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeskAct } from '../../device/screens/desk-acts.ts';
import type { DeskView } from '../../device/screens/operator-views.ts';
import type { Child } from '../../simulators/demo/children.ts';
import * as office from '../../simulators/office/certification-life.ts';
import type { OfficeClient } from '../../simulators/office/office-client.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { shopperView } from './demo.ts';
import { type EmptyHub, openEmptyHub, passphraseOf, run } from './empty-hub.ts';

const waitFor = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 20_000, interval: 50 });
const today = dayOf(Date.now());
const product = sampleEntries({ referenceDate: today, count: 1 })[0]!;
const { banner, league } = product.origin;
const priceFen = product.priceBand.maxFen;
const counter = 'counter-150103-0001';
const operator = { operator: '1001', name: '巴特尔', role: 'operator', pin: '246813' };

let hub: EmptyHub;
let certifiers: (OfficeClient & { id: string })[];
let supervisor: OfficeClient & { id: string };
let board: Child;
let screen: string;
let entry: string;

beforeAll(async () => {
  hub = await openEmptyHub();
}, 60_000);
afterAll(() => hub?.close(), 60_000);

async function depositKey(name: string, by: OfficeClient & { id: string }): Promise<void> {
  const { keys } = JSON.parse(await readFile(join(hub.ceremony, 'keys.json'), 'utf8')) as {
    keys: { name: string; publicKey: string; role: string; keyId: string }[];
  };
  const { publicKey, role, keyId } = keys.find((key) => key.name === name)!;
  await hub.administrator.send('POST', '/api/keys', { publicKey, role, person: by.id });
  const pem = await readFile(join(hub.ceremony, `${name}.pem`), 'utf8');
  const wrong = by.send('POST', `/api/keys/${keyId}/sealed`, { pem, passphrase: 'somebody else’s words' });
  await expect(wrong).rejects.toThrow('wrong-passphrase');
  await by.send('POST', `/api/keys/${keyId}/sealed`, { pem, passphrase: passphraseOf(name) });
}

async function certify(): Promise<void> {
  const at = { kind: 'banner', code: banner } as const;
  const writer = await hub.person('banner-1', 'banner-reviewer', at);
  const reviewer = await hub.person('banner-2', 'banner-reviewer', at);
  const leagueOffice = await hub.person('league-1', 'league-reviewer', { kind: 'league', code: league });
  const liaison = await hub.person('liaison-1', 'national-liaison', { kind: 'region' });
  const offices = { banner: reviewer, league: leagueOffice, region: certifiers[2]!, liaison };
  const settings = await hub.administrator.get<object>('/api/certification/settings');
  const training = { ...settings, publicityDays: 0, mayCloseEarly: true };
  await hub.administrator.send('PUT', '/api/certification/settings', training);
  await office.registerSupplier(writer, product);
  const id = await office.draftApplication(writer, product);
  await office.submitApplication(writer, id);
  await office.approveUpTo(offices, id, 'region');
  const { application } = await writer.get<{ application: { month: string } }>(`/api/applications/${id}`);
  await office.nationalRound(offices, application.month, today);
}

/** One certifier signs by passphrase, the other offline, with the file and the command of the document. */
async function release(): Promise<void> {
  const { administrator } = hub;
  const { id } = await administrator.send<{ id: string }>('POST', '/api/releases', { title: '首发' });
  const path = `/api/releases/${id}`;
  await administrator.send('POST', `${path}/applications`, {});
  const { digest } = await administrator.send<{ digest: string }>('POST', `${path}/submit`, {});
  const sign = (by: OfficeClient, means: object) =>
    by.send('POST', `${path}/signatures`, { digest, ...means });
  await sign(certifiers[0]!, { passphrase: passphraseOf('certifier-1') });
  const file = join(hub.folder, 'catalog-2.bin');
  await writeFile(file, await certifiers[1]!.bytes(`${path}/signable`));
  const key = join(hub.ceremony, 'certifier-2.pem');
  const said = await run(['hub/cli/main.ts', 'sign', file, '--key', key], [passphraseOf('certifier-2')]);
  expect(said.said).toContain(digest);
  await sign(certifiers[1]!, { signature: (await readFile(`${file}.sig`, 'utf8')).trim() });
  expect(await administrator.send('POST', `${path}/publish`, { digest })).toEqual({ version: 2 });
}

async function installCounter(): Promise<void> {
  const example = join(import.meta.dirname, '../../device/install/counter.example.json');
  const config = JSON.parse(await readFile(example, 'utf8'));
  const [trustedRoot, boardPort] = [join(hub.folder, 'trusted-root.json'), join(hub.folder, 'board')];
  await copyFile(join(hub.data, 'trusted-root.json'), trustedRoot);
  const folders = {
    dataFolder: join(hub.folder, 'counter'),
    identityFolder: join(hub.folder, 'counter-identity'),
  };
  const here = { hub: hub.host, trustedRoot, boardPort, screen: { host: '127.0.0.1', port: 0 } };
  const file = join(hub.folder, 'counter.json');
  await writeFile(file, JSON.stringify({ ...config, ...folders, ...here }));
  board = await hub.start('board', [
    'simulators/board/main.ts',
    ...['--link', boardPort, '--slots', '2', '--inventory', '5', '--motor-ms', '50', '--boot-ms', '50'],
    ...['--note-change', '20000', '--coin-change', '10000'],
  ]);
  const { claim } = await hub.administrator.send<{ claim: string }>(
    'POST',
    `/api/fleet/counters/${counter}/claim`,
  );
  const enrolled = await run(['device/enrol-main.ts', file, claim]);
  expect(enrolled).toMatchObject({ code: 0, said: expect.stringContaining('is enrolled') });
  expect(await run(['device/enrol-main.ts', file, claim])).toMatchObject({ code: 1 });
  const agent = await hub.start('counter', ['device/main.ts', file]);
  screen = String(agent.ready['screen']);
}

/** The operator's page, as the browser asks. */
function deskAt(url: string) {
  let cookie = '';
  const act = async (act: DeskAct) => {
    const answer = await fetch(`${url}/api/operator/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(act),
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    expect([act.act, answer.status, await answer.text()]).toEqual([act.act, 200, expect.anything()]);
  };
  return { act, view: () => firstView(`${url}/api/operator/desk`, cookie) };
}

/** The newest view of an event stream. */
async function firstView(url: string, cookie: string): Promise<DeskView> {
  const ended = new AbortController();
  const response = await fetch(url, { headers: { cookie }, signal: ended.signal });
  let text = '';
  for await (const part of response.body!) {
    text += Buffer.from(part).toString();
    if (/data: .*\n\n/.test(text)) break;
  }
  ended.abort();
  return JSON.parse(/data: (.*)/.exec(text)![1]!);
}

async function restock(entry: string): Promise<void> {
  const { act, view } = deskAt(screen);
  await waitFor(() => act({ act: 'sign-in-pin', operator: operator.operator, pin: operator.pin }));
  await act({ act: 'restock-open' });
  const { session } = await waitFor(async () => {
    const desk = await view();
    return (desk.state === 'signed-in' && desk.restock) || expect.fail('no restocking session yet');
  });
  await act({ act: 'restock-scan', session, scan: product.gtins[0]! });
  const made = addDays(today, -3);
  const goods = { entry, lot: 'L1', madeOn: made, bestBefore: addDays(made, product.shelfLifeDays) };
  await act({ act: 'restock-put', session, slot: 1, ...goods, count: 5, added: 5, capacity: 8, priceFen });
  await act({ act: 'restock-close', session });
  await act({ act: 'sign-out' });
}

async function buy(): Promise<void> {
  await waitFor(async () => expect((await shopperView(screen)).slots[0]).toMatchObject({ forSale: true }));
  // Cash is offered once the board has told what change it holds.
  await waitFor(async () => {
    const made = await fetch(`${screen}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slots: [1], method: 'cash' }),
    });
    expect([made.status, await made.text()]).toEqual([201, expect.anything()]);
  });
  const notes = Math.ceil(priceFen / 2000);
  for (let note = 0; note < notes; note += 1) await insertNote();
  await waitFor(async () =>
    expect((await shopperView(screen)).sale).toMatchObject({
      phase: 'finished',
      items: [{ phase: 'delivered' }],
    }),
  );
}

const say = (words: object) => board.process.stdin!.write(`${JSON.stringify(words)}\n`);
let heard: { truth?: { cash: { insertedFen: number } } } = {};
async function inserted(): Promise<number> {
  heard = {};
  say({ ask: 'truth' });
  return waitFor(() => heard.truth?.cash.insertedFen ?? expect.fail('the board has not answered yet'));
}
/** Pushed in again while the machine gives it back. */
async function insertNote(): Promise<void> {
  const before = await inserted();
  await waitFor(async () => {
    say({ do: 'insertMoney', amountFen: 2000, mode: 1 });
    expect(await inserted()).toBe(before + 2000);
  });
}

const sold = async (entry: string) => {
  const { sales } = await hub.administrator.get<{ sales: { entry: string; priceFen: number }[] }>(
    '/api/dashboard',
  );
  return sales.filter((sale) => sale.entry === entry);
};

describe('docs/operations/hub.md, followed', () => {
  it('[KEY-6, PEO-16, CERT-1, REL-1] from an empty hub to the first certified sale on a counter', async () => {
    const region = { kind: 'region' } as const;
    certifiers = [];
    for (const login of ['certifier-a', 'certifier-b', 'certifier-c'])
      certifiers.push(await hub.person(login, 'region-certifier', region));
    supervisor = await hub.person('inspector-1', 'supervisor', region);
    await depositKey('certifier-1', certifiers[0]!);
    const { keys } = JSON.parse(await readFile(join(hub.ceremony, 'keys.json'), 'utf8'));
    const second = keys.find((key: { name: string }) => key.name === 'certifier-2');
    const bound = { publicKey: second.publicKey, role: second.role, person: certifiers[1]!.id };
    await hub.administrator.send('POST', '/api/keys', bound);
    await depositKey('supervisor-1', supervisor);
    await certify();
    await release();
    const place = { siteKind: 'agency', address: '新华大街1号', banner: '150102', league: '150100' };
    const units = { hostUnit: '自治区某机关', operatingCompany: '草原运营有限公司' };
    await hub.administrator.send('POST', '/api/fleet/counters', {
      ...{ id: counter, name: '一楼大厅柜' },
      ...place,
      ...units,
    });
    await hub.administrator.send('POST', '/api/operators', operator);
    await installCounter();
    board.takeLines((line) => {
      const said = JSON.parse(line);
      if (said.truth) heard = said;
    });
    const { rows } = await hub.administrator.get<{ rows: { id: string }[] }>('/api/catalog/entries');
    expect(rows).toHaveLength(1);
    entry = rows[0]!.id;
    await waitFor(async () => expect((await shopperView(screen)).freshness).toBe('green'));
    await restock(entry);
    await buy();
    await waitFor(async () => expect(await sold(entry)).toMatchObject([{ entry, priceFen }]));
    const figures = `/api/statistics?by=entry&from=${today}&to=${today}`;
    await waitFor(async () => expect(JSON.stringify(await hub.administrator.get(figures))).toContain(entry));
  }, 60_000);

  it('[KEY-3, PEO-16] afterwards: a withdrawal by passphrase, a backup put back, a password set anew', async () => {
    const inspector = await hub.signInAs('inspector-1');
    const withdrawal = { kind: 'product', target: entry, reason: '抽检不合格' };
    await expect(
      inspector.send('POST', '/api/supervision/sanctions', {
        ...withdrawal,
        passphrase: 'wrong wrong wrong',
      }),
    ).rejects.toThrow('wrong-passphrase');
    await inspector.send('POST', '/api/supervision/sanctions', {
      ...withdrawal,
      passphrase: passphraseOf('supervisor-1'),
    });
    await waitFor(async () => expect((await shopperView(screen)).slots[0]).toMatchObject({ forSale: false }));
    const backup = join(hub.folder, 'backup');
    await hub.restart(async () => {
      await cp(hub.data, backup, { recursive: true });
      await rm(hub.data, { recursive: true });
      await cp(backup, hub.data, { recursive: true });
    });
    hub.administrator = await hub.signInAs('admin');
    expect(await sold(entry)).toHaveLength(1);
    const reset = await hub.command('person', 'reset', 'league-1');
    expect(reset.code).toBe(0);
    await expect(hub.signInAs('league-1')).rejects.toThrow('may not sign in');
  }, 60_000);
});
