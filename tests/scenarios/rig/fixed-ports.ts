// Ports for a hub that goes away and comes back: outside the range from which the system takes ports for outgoing
// connections, so that no counter's attempt to connect sits on the hub's own port when it returns.
import { createServer } from 'node:net';

const first = 20_000;
const last = 32_000;

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** So many free ports; each is taken for the test as soon as the hub listens. */
export async function fixedPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = first + Math.floor(Math.random() * (last - first));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}
