// A port that is free now, for addresses that have to be known before whoever listens there is started.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** `wanted`, or a free one when that is 0. */
export async function portFor(wanted: number): Promise<number> {
  if (wanted !== 0) return wanted;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
