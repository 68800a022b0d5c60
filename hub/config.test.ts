import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultHubConfig, readHubConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhuangui-config-'));
const path = join(folder, 'hub.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(change: object): ReturnType<typeof readHubConfig> {
  writeFileSync(path, JSON.stringify({ ...defaultHubConfig('/x'), dataFolder: 'data', ...change }));
  return readHubConfig(path);
}

describe('hub configuration', () => {
  it('[HUB-3] is one file; its folder is relative to it', () => {
    expect(read({}).dataFolder).toBe(join(folder, 'data'));
    expect(read({ http: { host: '0.0.0.0', port: 0 } }).http).toEqual({ host: '0.0.0.0', port: 0 });
  });

  it.each(['0.0.0.0', '::', '192.0.2.10', 'hub.example'])(
    '[SEC-2] a console open to the network at %s without a proxy with TLS is refused',
    (host) => {
      const open = { http: { host, port: 8080 }, demo: false };
      expect(() => read(open)).toThrow(/without TLS.*trustProxy/);
      expect(read({ ...open, trustProxy: 1 }).http.host).toBe(host);
      for (const own of ['127.0.0.1', '::1', 'localhost'])
        expect(read({ ...open, http: { host: own, port: 8080 } }).demo).toBe(false);
    },
  );

  it.each([
    [{ engine: 'mysql' }, /engine/],
    [{ http: { host: 'x', port: 70_000 } }, /port/],
    [{ hostNames: [] }, /hostNames/],
    [{ dataFolders: 'typing mistake' }, /hub\.json/],
  ])('[HUB-3] %j is refused with file and field', (change, words) => {
    expect(() => read(change)).toThrow(words);
    expect(() => read(change)).toThrow(/Correct the file/);
  });
});
