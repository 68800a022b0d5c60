// The administrator's token: made at the first start, readable by the hub's user only.
import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Random } from '../platform/random.ts';

export const tokenFileName = 'admin.token';

/** HTTP-1: reads the token, or makes one of 256 random bits (base64url) in a file of mode 0600. */
export async function adminToken(path: string, random: Random): Promise<string> {
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (known !== undefined && /^[A-Za-z0-9_-]{43}\s*$/.test(known)) return known.trim();
  if (known !== undefined) throw new Error(`${path} holds no token: remove it and the hub makes a new one`);
  const token = Buffer.from(random.bytes(32)).toString('base64url');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
  return token;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time, whatever the lengths. */
export const sameToken = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected));
