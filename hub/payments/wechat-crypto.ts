// pure
// WeChat Pay APIv3: what is signed, by whom, and how a notification's content is opened.
import { createDecipheriv, sign, verify } from 'node:crypto';

export interface WechatKeys {
  mchId: string;
  /** Serial number of the merchant's certificate, and its private key (PEM). */
  merchantSerial: string;
  merchantKey: string;
  /** Public-key mode: the id (`PUB_KEY_ID_…`) and the PEM of WeChat's key. */
  platformKeyId: string;
  platformKey: string;
  /** 32 characters. */
  apiV3Key: string;
}

export interface SignedCall {
  method: 'GET' | 'POST';
  /** Path with query. */
  path: string;
  body: string;
  timestampS: number;
  nonce: string;
}

/** The Authorization header of one request. */
export function authorizationOf(call: SignedCall, keys: WechatKeys): string {
  const text = `${call.method}\n${call.path}\n${call.timestampS}\n${call.nonce}\n${call.body}\n`;
  const signature = sign('RSA-SHA256', Buffer.from(text), keys.merchantKey).toString('base64');
  const fields = {
    mchid: keys.mchId,
    nonce_str: call.nonce,
    timestamp: String(call.timestampS),
    serial_no: keys.merchantSerial,
    signature,
  };
  const list = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
}

/** A signature older or newer than this proves nothing. */
const windowS = 300;

/** PAY-9: what is wrong with WeChat's signature of an answer or a notification; undefined: it is genuine. */
export function platformFault(
  header: (name: string) => string | undefined,
  body: Uint8Array,
  keys: WechatKeys,
  nowMs: number,
): string | undefined {
  const timestamp = header('wechatpay-timestamp');
  const nonce = header('wechatpay-nonce');
  const signature = header('wechatpay-signature');
  if (!timestamp || !nonce || !signature) return 'it is not signed';
  if (header('wechatpay-serial') !== keys.platformKeyId)
    return 'it is signed with another key than the configured one';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > windowS)
    return 'its signature is too old or from the future: check the clocks';
  const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
  const isGenuine = verify('RSA-SHA256', text, keys.platformKey, Buffer.from(signature, 'base64'));
  return isGenuine ? undefined : 'its signature is wrong';
}

interface Sealed {
  algorithm?: unknown;
  nonce?: unknown;
  associated_data?: unknown;
  ciphertext?: unknown;
}

/** AES-256-GCM; undefined when it does not open with this key. */
export function openResource(sealed: Sealed, apiV3Key: string): unknown {
  if (sealed.algorithm !== 'AEAD_AES_256_GCM' || typeof sealed.nonce !== 'string') return undefined;
  const bytes = Buffer.from(String(sealed.ciphertext ?? ''), 'base64');
  if (bytes.length < 17) return undefined;
  try {
    const open = createDecipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(sealed.nonce));
    open.setAAD(Buffer.from(String(sealed.associated_data ?? '')));
    open.setAuthTag(bytes.subarray(-16));
    const text = Buffer.concat([open.update(bytes.subarray(0, -16)), open.final()]).toString('utf8');
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
