// One try of one delivery: a POST that follows nothing and waits five seconds at most.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressGuard } from './address-guard.ts';

export type PostAnswer = { ok: boolean; answer: string };
export type Post = (url: string, headers: Record<string, string>, body: string) => Promise<PostAnswer>;

const timeoutMs = 5000;

/** HOOK-3, HOOK-4. Never rejects; `answer` says in words what came, at most 200 characters. */
export const createPost =
  (guard: AddressGuard): Post =>
  async (text, headers, body) => {
    try {
      const url = guard.checkUrl(text);
      const status = await sent(url, guard, headers, body);
      return { ok: status >= 200 && status < 300, answer: `HTTP ${status}` };
    } catch (error) {
      const { name, message } = error as Error;
      const isLate = name === 'AbortError' || name === 'TimeoutError';
      return { ok: false, answer: (isLate ? 'no answer within 5 s' : message).slice(0, 200) };
    }
  };

function sent(url: URL, guard: AddressGuard, headers: Record<string, string>, body: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    lookup: guard.lookupFor(url.hostname),
    signal: AbortSignal.timeout(timeoutMs),
    agent: false,
  });
  request.on('error', reject);
  request.on('response', (response) => {
    resolve(response.statusCode ?? 0);
    // Only the status counts: a body without end is cut off.
    response.destroy();
  });
  request.end(body);
  return promise;
}
