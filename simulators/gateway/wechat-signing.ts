// pure
// The signatures and the encryption of WeChat Pay APIv3 (developer documentation, "签名生成" and "证书和回调报文解密").
import { createCipheriv, createSign, createVerify } from 'node:crypto';

export const rsaSign = (text: string, privateKeyPem: string): string =>
  createSign('RSA-SHA256').update(text, 'utf8').sign(privateKeyPem, 'base64');

/** False for a wrong signature, and for one that is no base64 at all. */
export const rsaVerify = (text: string, signature: string, publicKeyPem: string): boolean =>
  createVerify('RSA-SHA256').update(text, 'utf8').verify(publicKeyPem, signature, 'base64');

export interface SignedRequest {
  method: string;
  /** Path with query. */
  url: string;
  body: string;
  authorization: string | undefined;
}

export interface Merchant {
  mchid: string;
  merchantSerial: string;
  publicKeyPem: string;
}

const schema = 'WECHATPAY2-SHA256-RSA2048';
/** A request is valid for five minutes. */
const windowS = 300;

/** GW-1: what is wrong with a request's signature, or undefined. */
export function signatureFault(
  request: SignedRequest,
  merchant: Merchant,
  nowMs: number,
): string | undefined {
  const { authorization } = request;
  if (!authorization?.startsWith(`${schema} `)) return `Authorization must begin with ${schema}`;
  const fields = Object.fromEntries(
    [...authorization.matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1], match[2]]),
  );
  const { mchid, serial_no, nonce_str, timestamp, signature } = fields;
  if (!mchid || !serial_no || !nonce_str || !timestamp || !signature) return 'a field is missing';
  if (mchid !== merchant.mchid) return 'mchid is unknown';
  if (serial_no !== merchant.merchantSerial) return 'serial_no is not the merchant certificate';
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > windowS) return 'timestamp is too far from now';
  const text = `${request.method}\n${request.url}\n${timestamp}\n${nonce_str}\n${request.body}\n`;
  return rsaVerify(text, signature, merchant.publicKeyPem) ? undefined : 'signature is wrong';
}

export interface Platform {
  /** Wechatpay-Serial: id of the platform's public key. */
  platformKeyId: string;
  privateKeyPem: string;
}

/** Headers with which the platform signs an answer or a notification. */
export function signedHeaders(body: string, platform: Platform, nowMs: number, nonce: string) {
  const timestamp = String(Math.floor(nowMs / 1000));
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': platform.platformKeyId,
    'Wechatpay-Signature': rsaSign(`${timestamp}\n${nonce}\n${body}\n`, platform.privateKeyPem),
    'Wechatpay-Signature-Type': schema,
  };
}

/** AES-256-GCM with the APIv3 key; the tag stands at the end of the text. */
export function encryptedResource(plain: string, apiV3Key: string, nonce: string, associatedData: string) {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), Buffer.from(nonce, 'utf8'));
  cipher.setAAD(Buffer.from(associatedData, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    original_type: associatedData,
    associated_data: associatedData,
    nonce,
    ciphertext: sealed.toString('base64'),
  };
}
