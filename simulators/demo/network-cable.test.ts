import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type NetworkCable, openNetworkCable } from './network-cable.ts';

let hub: Server;
let cable: NetworkCable;
beforeEach(async () => {
  hub = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  const { port } = hub.address() as AddressInfo;
  cable = await openNetworkCable({ mqttPort: port, httpsPort: port });
});
afterEach(async () => {
  await cable.stop();
  hub.close();
});

const open = async () => {
  const socket = connect(cable.mqttPort, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket;
};
const echo = async (socket: Awaited<ReturnType<typeof open>>) => {
  socket.write('hello');
  return String((await once(socket, 'data'))[0]);
};

it('[DEMO-8] a pulled cable ends what runs and lets nothing new through; plugged in, it passes bytes as they are', async () => {
  const before = await open();
  expect(await echo(before)).toBe('hello');
  cable.setPlugged(false);
  await once(before, 'close');
  const during = connect(cable.httpsPort, '127.0.0.1').on('error', () => {});
  await once(during, 'close');
  expect(during.bytesRead).toBe(0);
  cable.setPlugged(true);
  const after = await open();
  expect(await echo(after)).toBe('hello');
  after.destroy();
});
