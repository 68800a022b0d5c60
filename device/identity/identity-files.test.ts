import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasIdentity, type Identity, readIdentity, writeIdentity } from './identity-files.ts';
import { testAuthority } from './identity-rig.ts';

let folder: string;
let identity: Identity;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'identity-'));
  const authority = await testAuthority();
  identity = { authority: authority.pem, ...(await authority.issue('counter-1')) };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('identity files', () => {
  it('come back as they were written, also over older ones', async () => {
    writeIdentity(folder, identity);
    expect(readIdentity(folder)).toEqual(identity);
    const authority = await testAuthority();
    const next = { authority: authority.pem, ...(await authority.issue('counter-1')) };
    writeIdentity(folder, next);
    expect(readIdentity(folder)).toEqual(next);
  });

  it('that are not there say how to get them', () => {
    expect(hasIdentity(folder)).toBe(false);
    expect(() => readIdentity(folder)).toThrow(/No identity in .* one-time code/);
  });

  it('that do not belong together are of no use, and say so', async () => {
    writeIdentity(folder, identity);
    writeFileSync(join(folder, 'key.pem'), (await (await testAuthority()).issue('counter-1')).key);
    expect(() => readIdentity(folder)).toThrow('key.pem is not the key of certificate.pem');
    writeIdentity(folder, { ...identity, authority: (await testAuthority()).pem });
    expect(() => readIdentity(folder)).toThrow('was not issued by authority.pem');
    writeFileSync(join(folder, 'certificate.pem'), '');
    expect(() => readIdentity(folder)).toThrow('of no use');
  });

  it('a renewal that breaks off leaves no certificate beside a key that is not its own', () => {
    writeIdentity(folder, identity);
    const broken = { ...identity, certificate: undefined as unknown as string };
    expect(() => writeIdentity(folder, broken)).toThrow();
    expect(existsSync(join(folder, 'certificate.pem'))).toBe(false);
    expect(() => readIdentity(folder)).toThrow('one-time code');
  });
});
