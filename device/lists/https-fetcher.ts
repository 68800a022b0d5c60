// Bulk content over HTTPS with the hub's own authority pinned: bounded in size and time.

import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { catalogPatchMessage, listsUrls, metadataBytesMax } from '@zhuangui/protocol/lists.ts';
import { consistencyBytesMax, logUrls } from '@zhuangui/protocol/tlog/log-field.ts';
import type { ListsFetcher } from './lists-fetcher.ts';

export interface HttpsFetcherOptions {
  /** `https://host:port`, without a path. */
  baseUrl: string;
  /** PEM of the only authority that is believed; system authorities are not. */
  ca: string;
  /** PEM of the counter's own certificate and key, where the hub asks for them. */
  cert?: string;
  key?: string;
  /** For one whole request. Default 20 s. */
  timeoutMs?: number;
}

async function readBody(response: IncomingMessage, path: string, bytesMax: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    length += (part as Buffer).length;
    if (length > bytesMax) {
      response.destroy();
      throw new Error(`${path}: more than ${bytesMax} bytes`);
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

/** A fetcher and the function that closes its connections. A 404 is undefined; anything else but 200 rejects. */
export function createHttpsFetcher(options: HttpsFetcherOptions): ListsFetcher & { close(): void } {
  const { ca, cert, key, timeoutMs = 20_000 } = options;
  const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 2, minVersion: 'TLSv1.3' });

  function open(path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      request(new URL(path, options.baseUrl), { agent, signal }, resolve).on('error', reject).end();
    });
  }

  async function get(path: string, bytesMax: number): Promise<Uint8Array | undefined> {
    const response = await open(path);
    if (response.statusCode === 200) return readBody(response, path, bytesMax);
    response.resume();
    if (response.statusCode === 404) return undefined;
    throw new Error(`${path}: the hub answered ${response.statusCode}`);
  }

  return {
    metadata: (role, version) => get(listsUrls.metadata(role, version), metadataBytesMax),
    patch: (from, to) => get(listsUrls.patch(from, to), catalogPatchMessage.maxBytes),
    target: (path, sha256, lengthMax) => get(listsUrls.target(path, sha256), lengthMax),
    consistency: (origin, from, to) => get(logUrls.consistency(origin, from, to), consistencyBytesMax),
    close: () => agent.destroy(),
  };
}
