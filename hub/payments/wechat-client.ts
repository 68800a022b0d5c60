// One signed request to WeChat Pay APIv3; an answer counts only when it is signed by WeChat.
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { authorizationOf, platformFault, type WechatKeys } from './wechat-crypto.ts';

export interface WechatAnswer {
  /** 0: no answer, or none that can be trusted. */
  status: number;
  /** WeChat's error code, or the kind of failure. */
  code: string;
  message: string;
  body: Record<string, unknown>;
  bytes: Uint8Array;
}

export interface WechatClient {
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<WechatAnswer>;
  /** A bill's file: unsigned, its digest stands in the signed answer before it. */
  download(path: string): Promise<WechatAnswer>;
}

export interface WechatClientParts {
  keys: WechatKeys;
  baseUrl: string;
  clock: Clock;
  random: Random;
  timeoutMs: number;
}

const answerBytesMax = 64 * 1024 * 1024;
const failed = (code: string, message: string): WechatAnswer => ({
  status: 0,
  code,
  message,
  body: {},
  bytes: new Uint8Array(),
});

export function createWechatClient({
  keys,
  baseUrl,
  clock,
  random,
  timeoutMs,
}: WechatClientParts): WechatClient {
  async function send(
    method: 'GET' | 'POST',
    path: string,
    body: string,
    isSigned: boolean,
  ): Promise<WechatAnswer> {
    const nonce = Buffer.from(random.bytes(16)).toString('hex');
    const timestampS = Math.floor(clock.nowMs() / 1000);
    const headers: Record<string, string> = {
      authorization: authorizationOf({ method, path, body, timestampS, nonce }, keys),
      accept: 'application/json',
      'user-agent': 'zhuangui-hub',
      'wechatpay-serial': keys.platformKeyId,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
    };
    const signal = AbortSignal.timeout(timeoutMs);
    const request = { method, headers, signal, redirect: 'error' as const, ...(body === '' ? {} : { body }) };
    const response = await fetch(new URL(path, baseUrl), request);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > answerBytesMax) return failed('TOO_LARGE', `an answer of ${bytes.length} bytes`);
    const header = (name: string) => response.headers.get(name) ?? undefined;
    const fault = isSigned ? platformFault(header, bytes, keys, clock.nowMs()) : undefined;
    // A gateway in trouble may be unable to sign; whatever else is unsigned decides nothing about money.
    if (fault && response.status < 500) return failed('BAD_SIGNATURE', `the answer of WeChat Pay: ${fault}`);
    const isTrusted = isSigned && fault === undefined;
    return answerOf(response.status, isTrusted || (!isSigned && !response.ok) ? jsonOf(bytes) : {}, bytes);
  }

  async function guarded(method: 'GET' | 'POST', path: string, body: string, isSigned: boolean) {
    try {
      return await send(method, path, body, isSigned);
    } catch (error) {
      return failed('NO_ANSWER', `WeChat Pay cannot be reached (${causeOf(error)})`);
    }
  }

  return {
    call: (method, path, body) => guarded(method, path, body ? JSON.stringify(body) : '', true),
    download: (path) => guarded('GET', path, '', false),
  };
}

const causeOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
};

function jsonOf(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const answerOf = (status: number, body: Record<string, unknown>, bytes: Uint8Array): WechatAnswer => ({
  status,
  code: typeof body['code'] === 'string' ? body['code'] : '',
  message: typeof body['message'] === 'string' ? body['message'] : '',
  body,
  bytes,
});
