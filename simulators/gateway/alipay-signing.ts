// pure
// Alipay's RSA2 signatures: over sorted parameters for requests and notifications, over raw JSON text for answers.
import { rsaSign, rsaVerify } from './wechat-signing.ts';

export type Params = Record<string, string>;

const signedText = (params: Params, without: readonly string[]) =>
  Object.keys(params)
    .filter((key) => !without.includes(key) && params[key] !== '')
    .sort()
    .map((key) => `${key}=${params[key]}`)
    .join('&');

/** GW-2: requests sign everything but `sign`. */
export const isRequestSigned = (params: Params, publicKeyPem: string): boolean =>
  params['sign_type'] === 'RSA2' &&
  rsaVerify(signedText(params, ['sign']), params['sign'] ?? '', publicKeyPem);

/** Notifications sign everything but `sign` and `sign_type`. */
export function signedNotification(params: Params, privateKeyPem: string): Params {
  const all = { ...params, sign_type: 'RSA2' };
  return { ...all, sign: rsaSign(signedText(all, ['sign', 'sign_type']), privateKeyPem) };
}

/** The answer's text with its signature, as the gateway sends it. */
export function signedAnswer(method: string, answer: object, privateKeyPem: string): string {
  const text = JSON.stringify(answer);
  const key = `${method.replaceAll('.', '_')}_response`;
  return `{"${key}":${text},"sign":"${rsaSign(text, privateKeyPem)}"}`;
}
