// The configured accounts as providers; keys are read once from their files and go nowhere else.
import { readFile } from 'node:fs/promises';
import type { PaymentsConfig } from '../config.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { createAlipayProvider } from './alipay-provider.ts';
import type { PaymentProvider } from './provider.ts';
import { createWechatClient } from './wechat-client.ts';
import { createWechatProvider } from './wechat-provider.ts';

const wechatUrl = 'https://api.mch.weixin.qq.com';
const alipayGateway = 'https://openapi.alipay.com/gateway.do';
/** Above what a provider needs, below what a shopper waits for. */
const timeoutMs = 8000;

/** No section: no providers. Rejects with the file and what to do when a key cannot be used. */
export async function openProviders(
  config: PaymentsConfig | undefined,
  parts: { clock: Clock; random: Random },
): Promise<PaymentProvider[]> {
  if (!config) return [];
  const notifyUrl = (method: string) => `${config.notifyUrl.replace(/\/$/, '')}/pay/notify/${method}`;
  const providers: PaymentProvider[] = [];
  if (config.wechat) providers.push(await openWechat(config.wechat, notifyUrl('wechat'), parts));
  if (config.alipay) providers.push(await openAlipay(config.alipay, notifyUrl('alipay')));
  return providers;
}

async function openWechat(
  account: NonNullable<PaymentsConfig['wechat']>,
  notifyUrl: string,
  { clock, random }: { clock: Clock; random: Random },
): Promise<PaymentProvider> {
  const apiV3Key = await keyText(account.apiV3KeyFile);
  if (apiV3Key.length !== 32)
    throw new Error(
      `${account.apiV3KeyFile}: an APIv3 key has 32 characters. Write it there as it is shown.`,
    );
  const { mchId, merchantSerial, platformKeyId, appId, baseUrl = wechatUrl } = account;
  const merchantKey = await keyText(account.merchantKeyFile);
  const platformKey = await keyText(account.platformKeyFile);
  const keys = { mchId, merchantSerial, merchantKey, platformKeyId, platformKey, apiV3Key };
  const client = createWechatClient({ keys, baseUrl, clock, random, timeoutMs });
  return createWechatProvider({ client, keys, appId, notifyUrl, clock });
}

async function openAlipay(
  account: NonNullable<PaymentsConfig['alipay']>,
  notifyUrl: string,
): Promise<PaymentProvider> {
  const { appId, gateway = alipayGateway } = account;
  const appKey = await keyText(account.appKeyFile);
  const alipayPublicKey = await keyText(account.alipayKeyFile);
  return createAlipayProvider({ appId, appKey, alipayPublicKey, gateway, notifyUrl, timeoutMs });
}

async function keyText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new Error(
      `${path}: the key cannot be read (${(error as Error).message}). Put it there, or leave the account out.`,
    );
  }
}
