// A disk of a few megabytes in memory, to be filled to its last byte.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmounted } from './loop-disk.ts';
import { run } from './shell.ts';

export interface SmallDisk {
  readonly mount: string;
  /** Fills it until the system itself says that there is no space left. */
  fill(): void;
  /** Gives the space back. */
  free(): void;
  remove(): Promise<void>;
}

/** Needs root. */
export async function openSmallDisk(sizeBytes: number): Promise<SmallDisk> {
  const mount = mkdtempSync(join(tmpdir(), 'fault-small-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'fault', mount]);
  const stuffing = join(mount, 'stuffing');
  return {
    mount,
    fill() {
      for (const bytes of [1 << 20, 1 << 16, 1 << 12]) {
        const chunk = Buffer.alloc(bytes);
        try {
          for (;;) writeFileSync(stuffing, chunk, { flag: 'a' });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    },
    free: () => rmSync(stuffing, { force: true }),
    async remove() {
      await unmounted(mount);
      rmSync(mount, { recursive: true, force: true });
    },
  };
}
