import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnrolTask } from '../identity/enrol.ts';
import { loadOrCreateJournalKey } from '../journal/key.ts';
import { createEnrolDesk } from './enrol-desk.ts';
import { enrolmentDesk, enrolmentSource } from './enrolment-screen.ts';

const code = 'ABCDEFGHIJKLMNOP';
const authority = 'ab'.repeat(32);

describe('enrolment at the screen', () => {
  let folder: string;
  let asked: string[];
  let enrolled: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'enrol-desk-'));
    asked = [];
    enrolled = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (change: { authority?: string; fails?: string } = {}) =>
    createEnrolDesk({
      counter: 'c-001',
      hub: { host: 'hub.example.org', httpsPort: 8443 },
      identityFolder: join(folder, 'identity'),
      authority: change.authority,
      journalKey: () => loadOrCreateJournalKey(join(folder, 'journal.key')),
      onEnrolled: () => {
        enrolled += 1;
      },
      async ask({ claim }: EnrolTask) {
        asked.push(claim);
        if (change.fails) throw new Error(change.fails);
        return { authority: 'a', certificate: 'c', key: 'k' };
      },
    });

  it('[INST-10] takes a scanned claim whole, a typed code with the configured authority, and neither without it', async () => {
    expect(await open().enrol(code, 'installer')).toMatchObject({ ok: false, why: 'authority-unknown' });
    expect(asked).toEqual([]);
    expect(await open().enrol(`${code}.${authority}`, 'installer')).toEqual({ ok: true, done: 'enrolled' });
    expect(await open({ authority }).enrol(code, 'installer')).toEqual({ ok: true, done: 'enrolled' });
    expect(asked).toEqual([`${code}.${authority}`, `${code}.${authority}`]);
    expect(enrolled).toBe(2);
  });

  it('[INST-10] asks the hub once, however often the button is touched meanwhile: the code works only once', async () => {
    const desk = open({ authority });
    const answers = await Promise.all([desk.enrol(code, 'installer'), desk.enrol(code, 'installer')]);
    expect(answers).toEqual([
      { ok: true, done: 'enrolled' },
      { ok: true, done: 'enrolled' },
    ]);
    expect([asked.length, enrolled]).toEqual([1, 1]);
  });

  it('[INST-10] says why the hub refused, and may be tried again', async () => {
    const desk = open({ authority, fails: 'The code is too old.' });
    let changes = 0;
    desk.onChange(() => {
      changes += 1;
    });
    expect(await desk.enrol(code, 'installer')).toMatchObject({
      ok: false,
      code: 'failed',
      message: 'The code is too old.',
    });
    expect(desk.view()).toEqual({
      counter: 'c-001',
      state: 'refused',
      detail: 'The code is too old.',
      notAfter: null,
    });
    expect(changes).toBe(2);
    expect(enrolled).toBe(0);
  });

  it('[INST-10] a counter without identity sells nothing and lets nobody do anything else', async () => {
    const enrol = open({ authority });
    const desk = enrolmentDesk(enrol);
    expect(desk.view(undefined)).toMatchObject({
      state: 'signed-out',
      noAccounts: true,
      enrolment: { state: 'needed' },
    });
    expect((await desk.act({ act: 'ask-approval' }, undefined)).answer).toMatchObject({
      ok: false,
      code: 'signed-out',
    });
    expect((await desk.act({ act: 'enrol', code }, undefined)).answer).toMatchObject({ ok: true });
    const counter = {
      id: 'c-001',
      name: '柜',
      place: '厅',
      operatedBy: '公司',
      complaintPhone: '12317',
      licence: 'JY1',
    };
    const source = enrolmentSource(counter, 'spiral', enrol.onChange);
    expect(source.shopperView()).toMatchObject({ outOfService: 'not-enrolled', slots: [], methods: [] });
    expect(await source.order([1], 'cash')).toMatchObject({ accepted: false });
  });
});
