import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCounterConfig } from './config.ts';
import { readFirstPlanogram } from './planogram/first-planogram.ts';

const good = {
  counter: {
    id: 'counter-150103-0001',
    name: '一楼大厅',
    place: '新城区',
    operatedBy: '某公司',
    complaintPhone: '12317',
    licence: 'JY11501020000001',
  },
  dataFolder: 'data',
  engine: 'sqlite3',
  boardPort: '/dev/ttyS1',
  hub: { host: 'hub.example', mqttPort: 8883, httpsPort: 8443 },
  identityFolder: '../identity',
  trustedRoot: 'root.json',
  screen: { host: '127.0.0.1', port: 8101 },
  demo: false,
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(content: unknown): string {
  const path = join(folder, 'file.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('counter configuration', () => {
  it('is read with every path made absolute from the file', () => {
    expect(readCounterConfig(file(good))).toMatchObject({
      dataFolder: join(folder, 'data'),
      identityFolder: join(folder, '..', 'identity'),
      trustedRoot: join(folder, 'root.json'),
      boardPort: '/dev/ttyS1',
    });
  });

  it('fills in what an older file does not say, and makes what it names absolute', () => {
    expect(readCounterConfig(file(good))).toMatchObject({
      machine: 'spiral',
      hardware: { dropSensor: true, elevator: false, cash: false, doors: [] },
      settings: {},
      exportRoot: '/media',
      log: { maxBytes: 10_485_760, files: 5 },
      health: join(folder, 'data', 'health.sock'),
    });
    const more = {
      machine: 'cabinet',
      log: { file: 'agent.log' },
      pictures: 'p',
      settings: { paymentS: 90 },
    };
    expect(readCounterConfig(file({ ...good, ...more }))).toMatchObject({
      machine: 'cabinet',
      log: { file: join(folder, 'agent.log') },
      pictures: join(folder, 'p'),
      settings: { paymentS: 90 },
    });
  });

  it.each([
    ['a setting outside its limits', { ...good, settings: { redAfterS: 300_000 } }, /redAfterS/],
    ['a setting nobody knows', { ...good, settings: { always: true } }, /settings/],
    ['a log without bounds', { ...good, log: { maxBytes: 1e12 } }, /maxBytes/],
    ['no JSON', '{', /not JSON/],
    ['an engine nobody knows', { ...good, engine: 'mysql' }, /\/engine/],
    ['a field nobody knows', { ...good, debug: true }, /counter configuration/],
    ['a field left out', { ...good, trustedRoot: undefined }, /trustedRoot/],
    ['an impossible port', { ...good, screen: { host: 'x', port: 70_000 } }, /\/screen\/port/],
    ['a bad counter id', { ...good, counter: { ...good.counter, id: '../x' } }, /\/counter\/id/],
    ['too much', { ...good, dataFolder: 'x'.repeat(70_000) }, /at most 65536/],
  ])('with %s is refused, naming file and field', (_what, content, words) => {
    const path = file(content);
    expect(() => readCounterConfig(path)).toThrow(words);
    expect(() => readCounterConfig(path)).toThrow(path);
  });

  it('[SEC-19] with a screen that the network may touch is refused, but in a demonstration', () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.7', 'counter.example']) {
      const open = { ...good, screen: { host, port: 8101 } };
      expect(() => readCounterConfig(file(open))).toThrow(/try PINs: write 127\.0\.0\.1/);
      expect(readCounterConfig(file({ ...open, demo: true })).screen.host).toBe(host);
    }
    for (const host of ['127.0.0.1', '::1', 'localhost'])
      expect(readCounterConfig(file({ ...good, screen: { host, port: 8101 } })).screen.host).toBe(host);
  });

  it('that is not there is named', () => {
    expect(() => readCounterConfig(join(folder, 'none.json'))).toThrow(
      /The counter configuration cannot be read.*none\.json/,
    );
  });
});

describe('first planogram', () => {
  const slot = {
    slot: 1,
    entry: 'NM000001',
    lot: 'L1',
    madeOn: '2026-11-01',
    bestBefore: '2027-11-01',
    count: 5,
    capacity: 10,
    priceFen: 1000,
  };

  it('is read as it stands', () => {
    expect(readFirstPlanogram(file([slot]))).toEqual([slot]);
  });

  it.each([
    ['a slot twice', [slot, slot], /slot 1 .*twice/],
    ['more than the slot holds', [{ ...slot, count: 11 }], /slot 1 .*11.*10/],
    ['half a fen', [{ ...slot, priceFen: 0.5 }], /priceFen/],
    ['no list', {}, /first planogram/],
  ])('with %s is refused, naming file and field', (_what, content, words) => {
    const path = file(content);
    expect(() => readFirstPlanogram(path)).toThrow(words);
    expect(() => readFirstPlanogram(path)).toThrow(path);
  });

  it('that is named and not there is an error, not an empty counter', () => {
    expect(() => readFirstPlanogram(join(folder, 'none.json'))).toThrow(/first planogram .*none\.json/);
  });
});
