// For tests: a gateway with keys in a temporary folder, a merchant's WeChat client written apart, a notification inbox.
import { createDecipheriv, createSign, createVerify, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import { type GatewayKeys, gatewayKeys } from './keys.ts';

export interface Heard {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A merchant's server that takes notifications; `answer` may refuse them. */
export async function startInbox(answer: (heard: Heard) => { status: number; body: string }) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
    const said = answer(one);
    heard.push(one);
    response.statusCode = said.status;
    response.end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    heard,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

export const temporaryFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

const read = (path: string) => readFileSync(path, 'utf8').trim();

/** A merchant that follows WeChat's rules with nothing of the simulator's code. */
export function wechatClient(url: string, keys: GatewayKeys['wechat'], nowMs = () => Date.now()) {
  return async (method: 'GET' | 'POST', path: string, fields?: object, spoil?: (body: string) => string) => {
    const body = fields === undefined ? '' : JSON.stringify(fields);
    const timestamp = Math.floor(nowMs() / 1000);
    const nonce = randomUUID();
    const signature = createSign('sha256')
      .update(`${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`)
      .sign(read(keys.merchantPrivateKeyFile), 'base64');
    const Authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${keys.mchid}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${keys.merchantSerial}",signature="${signature}"`;
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization, Accept: 'application/json', 'Content-Type': 'application/json' },
      ...(body === '' ? {} : { body: spoil ? spoil(body) : body }),
    });
    const text = await answer.text();
    const isSigned = isWechatSigned((name) => answer.headers.get(name) ?? '', text, keys);
    return {
      status: answer.status,
      text,
      isSigned,
      json: text.startsWith('{') ? JSON.parse(text) : undefined,
    };
  };
}

/** Whether the platform signed an answer or a notification. */
export function isWechatSigned(header: (name: string) => string, body: string, keys: GatewayKeys['wechat']) {
  const signed = `${header('wechatpay-timestamp')}\n${header('wechatpay-nonce')}\n${body}\n`;
  return (
    header('wechatpay-serial') === keys.platformKeyId &&
    createVerify('sha256')
      .update(signed)
      .verify(read(keys.platformPublicKeyFile), header('wechatpay-signature'), 'base64')
  );
}

/** Opens a notification's resource; throws when it was not sealed with the APIv3 key. */
export function openResource(
  resource: { ciphertext: string; nonce: string; associated_data: string },
  keys: GatewayKeys['wechat'],
) {
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', read(keys.apiV3KeyFile), resource.nonce);
  decipher.setAAD(Buffer.from(resource.associated_data));
  decipher.setAuthTag(sealed.subarray(-16));
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString());
}

export async function gatewayRig(options: Partial<GatewayOptions> = {}) {
  const { folder, remove } = temporaryFolder();
  const keys = options.keys ?? gatewayKeys(folder);
  const gateway: Gateway = await startGateway({ keys, ...options });
  const close = async () => {
    await gateway.close();
    remove();
  };
  return { gateway, keys, folder, close };
}
