import type { Db } from '@zhuangui/protocol/db/db.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fleetSchema } from '../fleet/fleet-schema.ts';
import { openRegistry, type Registry } from '../fleet/registry.ts';
import { newTestCounter } from '../fleet/testing/test-fleet.ts';
import { emptyDraft } from '../ledger/group-draft.ts';
import type { Scope } from '../people/scope.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { openHubStore } from '../store/open-hub-store.ts';
import { alarmSchema } from './alarm-schema.ts';
import type { AlarmQuestion } from './alarm-store.ts';
import { type Acting, type Alarms, openAlarms } from './alarms.ts';
import type { CounterSight } from './causes.ts';
import { createConditionProjection } from './condition-projection.ts';

const minuteMs = 60_000;
const everything: Scope = {
  everything: true,
  leagues: [],
  banners: [],
  operatingCompanies: [],
  hostUnits: [],
  creditCodes: [],
};
const question: AlarmQuestion = { sort: 'raisedAt', isDescending: true, page: 1, pageSize: 50 };

let db: Db;
let registry: Registry;
let alarms: Alarms;
let audited: string[];
let sights: CounterSight[];
let told: { body: { id: string }; place: object }[];
let isDeaf: boolean;
const now = { ms: 0 };
const acting: Acting = {
  by: { id: 'p1', name: '监管员' },
  audit: async (_tx, { detail }) => {
    audited.push(detail ?? '');
  },
};
const project = createConditionProjection();

const open = () =>
  openAlarms({
    db,
    reader: db,
    clock: { ...systemClock(), nowMs: () => now.ms, monotonicMs: () => now.ms },
    log: silentLog,
    sights: () => sights,
    levels: async () => new Map(),
    place: (counter) => registry.get(counter),
    emitMany: async (_tx, _event, happened) => {
      if (isDeaf) throw new Error('the outbox is full');
      told.push(...happened);
    },
  });

beforeEach(async () => {
  now.ms = 1_000_000_000;
  audited = [];
  told = [];
  isDeaf = false;
  sights = [];
  db = await openHubStore({ path: ':memory:', engine: 'node:sqlite', schemas: [fleetSchema, alarmSchema] });
  registry = await openRegistry({ db, clock: systemClock() });
  await registry.addAll(['c-001', 'c-002'].map(newTestCounter));
  await registry.add({ ...newTestCounter('c-003'), operatingCompany: '别家' });
  alarms = await open();
});
afterEach(async () => {
  await alarms.close();
  await db.close();
});

async function lookAfter(ms: number): Promise<string[]> {
  now.ms += ms;
  await alarms.look();
  const { rows } = await alarms.list(everything, { ...question, state: 'open' });
  return rows.map(({ counter, code }) => `${counter} ${code}`).sort();
}

let seq = 0;
async function write(counter: string, body: object, key = 1): Promise<void> {
  seq += 1;
  const draft = emptyDraft();
  const line = { seq, at: now.ms, up: seq, ...body } as never;
  if ((body as { kind: string }).kind === 'ticket') {
    const { code, detail } = body as { code: string; detail: string };
    draft.cases.push({ kind: 'ticket', counter, journal: 'j', seq, detail: `${code}: ${detail}` });
  } else draft.others.push({ key, counter, journal: 'j', line });
  // Any journal but the first one here begins with this line.
  const part = { key, counter, journal: 'j', from: key === 1 ? seq : 1, to: seq };
  await db.transaction((tx) => project(tx, { parts: [part], draft, committedAtMs: now.ms }));
}

const sight = (counter: string, change: Partial<CounterSight> = {}): CounterSight => ({
  counter,
  online: true,
  sinceMs: 0,
  freshness: 'green',
  ...change,
});

describe('alarms of the fleet', () => {
  it('[ALM-1] [ALM-2] raises a connection that stays away and old lists, and clears them', async () => {
    sights = [sight('c-001', { online: false }), sight('c-002', { freshness: 'red' })];
    expect(await lookAfter(0)).toEqual([]);
    expect(await lookAfter(2 * minuteMs)).toEqual(['c-002 freshness-red']);
    expect(await lookAfter(8 * minuteMs)).toEqual(['c-001 offline', 'c-002 freshness-red']);
    expect(alarms.openOf('c-001')).toBe(1);
    alarms = await open();
    expect(await lookAfter(minuteMs)).toEqual(['c-001 offline', 'c-002 freshness-red']);
    sights = [];
    expect(await lookAfter(1000)).toHaveLength(2);
    expect(await lookAfter(3 * minuteMs)).toEqual([]);
    expect(alarms.counts(everything)).toMatchObject({ open: 0 });
    expect((await alarms.list(everything, question)).total).toBe(2);
  });

  it('[ALM-2] follows faults, doors, temperatures and locked PINs in the journals', async () => {
    await write('c-001', { kind: 'fault', code: 'mains-lost', active: true, detail: 'no mains' });
    await write('c-001', { kind: 'door', open: true });
    await write('c-002', { kind: 'temperature', celsius: 15, alarm: true });
    await write('c-002', { kind: 'operator', operator: '100', action: 'locked-out' });
    expect(await lookAfter(0)).toEqual(['c-001 fault-mains-lost', 'c-002 pin-locked']);
    expect(await lookAfter(16 * minuteMs)).toHaveLength(4);
    await write('c-001', { kind: 'fault', code: 'mains-lost', active: false, detail: 'back' });
    await write('c-001', { kind: 'door', open: false });
    await write('c-002', { kind: 'operator', operator: '100', action: 'sign-in' });
    await lookAfter(0);
    expect(await lookAfter(2 * minuteMs)).toEqual(['c-002 temperature']);
  });

  it('[ALM-2] ends what an old journal said when the counter begins a new one', async () => {
    await write('c-001', { kind: 'fault', code: 'mains-lost', active: true, detail: 'no mains' }, 11);
    expect(await lookAfter(0)).toHaveLength(1);
    await write('c-001', { kind: 'door', open: false }, 12);
    await lookAfter(0);
    expect(await lookAfter(2 * minuteMs)).toEqual([]);
  });

  it('[ALM-4] closes a ticket by a person, and nothing whose cause is still there', async () => {
    await write('c-001', { kind: 'ticket', code: 'taken-unpaid', detail: 'two packages' });
    await write('c-001', { kind: 'ticket', code: 'taken-unpaid', detail: 'one package' });
    await write('c-002', { kind: 'fault', code: 'mains-lost', active: true, detail: 'no mains' });
    await lookAfter(0);
    const { rows } = await alarms.list(everything, question);
    const [ticket, fault] = [
      rows.find(({ counter }) => counter === 'c-001')!,
      rows.find(({ counter }) => counter === 'c-002')!,
    ];
    expect(ticket.detail).toBe('one package (2 times)');
    await expect(alarms.act([fault.id], { act: 'close', note: '已处理' }, acting)).rejects.toMatchObject({
      reason: 'cause-remains',
    });
    expect(audited).toEqual([]);
    await alarms.act([fault.id], { act: 'acknowledge' }, acting);
    await alarms.act([fault.id], { act: 'assign', assignee: '王师傅' }, acting);
    await alarms.act([ticket.id], { act: 'close', note: '已补收款' }, acting);
    await expect(alarms.act([ticket.id], { act: 'acknowledge' }, acting)).rejects.toMatchObject({
      reason: 'alarm-over',
    });
    await expect(alarms.act([999], { act: 'acknowledge' }, acting)).rejects.toMatchObject({
      reason: 'unknown-alarm',
    });
    expect(audited).toHaveLength(3);
    expect(await lookAfter(minuteMs)).toEqual(['c-002 fault-mains-lost']);
    expect((await alarms.list(everything, { ...question, state: 'closed' })).rows).toMatchObject([
      { note: '已补收款', closedBy: '监管员', state: 'closed' },
    ]);
    expect((await alarms.list(everything, { ...question, assignee: '王师傅' })).rows).toMatchObject([
      { acknowledgedBy: '监管员', id: fault.id },
    ]);
    await write('c-001', { kind: 'ticket', code: 'taken-unpaid', detail: 'again' });
    expect(await lookAfter(0)).toContain('c-001 ticket-taken-unpaid');
  });

  it('[ALM-5] tells each raised alarm once, with its place; what cannot be told is not raised', async () => {
    await write('c-003', { kind: 'fault', code: 'mains-lost', active: true, detail: 'no mains' });
    isDeaf = true;
    await expect(alarms.look()).rejects.toThrow('outbox');
    expect((await alarms.list(everything, question)).total).toBe(0);
    isDeaf = false;
    expect(await lookAfter(0)).toEqual(['c-003 fault-mains-lost']);
    await lookAfter(minuteMs);
    const { league, banner, hostUnit } = registry.get('c-003')!;
    expect(told).toMatchObject([
      {
        body: { counter: 'c-003', code: 'fault-mains-lost', since: 1_000_000_000 },
        place: { league, banner, operatingCompany: '别家', hostUnit },
      },
    ]);
  });

  it('[ALM-4] shows only the counters of one’s scope', async () => {
    sights = ['c-001', 'c-002', 'c-003'].map((counter) => sight(counter, { online: false }));
    await lookAfter(0);
    expect(await lookAfter(11 * minuteMs)).toHaveLength(3);
    const theirs = { ...everything, everything: false, operatingCompanies: ['别家'] };
    expect((await alarms.list(theirs, question)).rows.map(({ counter }) => counter)).toEqual(['c-003']);
    expect(alarms.counts(theirs)).toMatchObject({ open: 1, critical: 1, unacknowledged: 1 });
    expect(alarms.groups(everything)).toMatchObject([
      {
        code: 'offline',
        place: { kind: 'host-unit', name: '敖汉旗医院' },
        counters: ['c-001', 'c-002', 'c-003'],
      },
    ]);
    expect(alarms.groups(theirs)).toMatchObject([{ place: { kind: 'counter', name: 'c-003' } }]);
    expect(alarms.groups({ ...theirs, operatingCompanies: [] })).toEqual([]);
  });
});
