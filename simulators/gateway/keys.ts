// Throw-away keys of a simulated gateway and of a merchant there, in files that a hub's configuration can name.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a merchant must know to speak with the gateway; every `…File` is a PEM (PKCS#8 or SPKI) or plain text. */
export interface GatewayKeys {
  folder: string;
  wechat: {
    mchid: string;
    appid: string;
    /** serial_no of the merchant's certificate. */
    merchantSerial: string;
    merchantPrivateKeyFile: string;
    merchantPublicKeyFile: string;
    /** Wechatpay-Serial of answers: id of the platform's public key. */
    platformKeyId: string;
    platformPublicKeyFile: string;
    platformPrivateKeyFile: string;
    apiV3KeyFile: string;
  };
  alipay: {
    appId: string;
    sellerId: string;
    /** PKCS#8: `keyType: 'PKCS8'` for alipay-sdk. */
    appPrivateKeyFile: string;
    appPublicKeyFile: string;
    platformPublicKeyFile: string;
    platformPrivateKeyFile: string;
  };
}

const hex = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex').toUpperCase();

function writePair(folder: string, name: string) {
  const privateKeyFile = join(folder, `${name}-private.pem`);
  const publicKeyFile = join(folder, `${name}-public.pem`);
  if (!existsSync(privateKeyFile) || !existsSync(publicKeyFile)) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    writeFileSync(privateKeyFile, privateKey, { mode: 0o600 });
    writeFileSync(publicKeyFile, publicKey);
  }
  return { privateKeyFile, publicKeyFile };
}

/** Makes the keys that are not in the folder yet; the same folder gives the same keys. */
export function gatewayKeys(folder: string): GatewayKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const merchant = writePair(folder, 'wechat-merchant');
  const wechat = writePair(folder, 'wechat-platform');
  const app = writePair(folder, 'alipay-app');
  const alipay = writePair(folder, 'alipay-platform');
  const apiV3KeyFile = join(folder, 'wechat-apiv3.key');
  if (!existsSync(apiV3KeyFile))
    writeFileSync(apiV3KeyFile, randomBytes(16).toString('hex'), { mode: 0o600 });
  return {
    folder,
    wechat: {
      mchid: '1900000109',
      appid: 'wxd678efh567hg6787',
      merchantSerial: hex(merchant.publicKeyFile).slice(0, 40),
      merchantPrivateKeyFile: merchant.privateKeyFile,
      merchantPublicKeyFile: merchant.publicKeyFile,
      platformKeyId: `PUB_KEY_ID_0119000001${hex(wechat.publicKeyFile).replaceAll(/\D/g, '').slice(0, 22)}`,
      platformPublicKeyFile: wechat.publicKeyFile,
      platformPrivateKeyFile: wechat.privateKeyFile,
      apiV3KeyFile,
    },
    alipay: {
      appId: '2021000000000001',
      sellerId: '2088000000000001',
      appPrivateKeyFile: app.privateKeyFile,
      appPublicKeyFile: app.publicKeyFile,
      platformPublicKeyFile: alipay.publicKeyFile,
      platformPrivateKeyFile: alipay.privateKeyFile,
    },
  };
}
