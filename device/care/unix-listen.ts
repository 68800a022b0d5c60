// Listens on a Unix socket that only this user may open.
import { chmod } from 'node:fs/promises';
import type { Server } from 'node:http';

/** Rejects with the system's error. */
export async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
  await chmod(path, 0o600);
}
