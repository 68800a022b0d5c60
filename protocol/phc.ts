// pure
// Argon2id in the PHC string format: what a PIN becomes before it is stored or sent anywhere.

export interface Argon2Hash {
  memoryKiB: number;
  passes: number;
  parallelism: number;
  salt: Uint8Array;
  hash: Uint8Array;
}

const pattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** RFC 9106 and OWASP's floor: 19 MiB, two passes; weaker hashes are refused wherever they come from. */
export const argon2Floor = { memoryKiB: 19_456, passes: 2, parallelism: 1 } as const;

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const textOf = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/={1,2}$/, '');

/** Undefined for anything that is not Argon2id, lies below the floor, or would cost more than a counter can give. */
export function parseArgon2(text: string): Argon2Hash | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [memoryKiB, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number];
  const [salt, hash] = match.slice(4, 6) as [string, string];
  const isWeak = memoryKiB < argon2Floor.memoryKiB || passes < argon2Floor.passes || parallelism < 1;
  if (isWeak || memoryKiB > 65_536 || passes > 8 || parallelism > 4) return undefined;
  if (salt.length % 4 === 1 || hash.length % 4 === 1) return undefined;
  return { memoryKiB, passes, parallelism, salt: bytesOf(salt), hash: bytesOf(hash) };
}

/** The text that `parseArgon2` reads. */
export function formatArgon2({ memoryKiB, passes, parallelism, salt, hash }: Argon2Hash): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${textOf(salt)}$${textOf(hash)}`;
}
