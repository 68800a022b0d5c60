import { describe, expect, it } from 'vitest';
import { type Disk, openDisk, openLife } from './desk-rig.ts';

const fault = (code: string, active: boolean) => ({
  kind: 'fault' as const,
  code,
  active,
  detail: `about ${code}`,
});

async function withDisk(test: (disk: Disk) => Promise<void>): Promise<void> {
  const disk = await openDisk();
  try {
    await test(disk);
  } finally {
    await disk.close();
  }
}

describe('faults on the dashboard', () => {
  it('stand open over a restart, the worst first, each since its beginning', () =>
    withDisk(async (disk) => {
      await disk.journal.append([fault('slot-3', true), fault('board-offline', true), fault('slot-4', true)]);
      await disk.journal.append([fault('slot-4', false), fault('slot-3', true)]);
      const life = await openLife(disk);
      const token = await life.signIn('supervisor');
      await disk.journal.append([fault('slot-9', true)]);
      const codes = () =>
        life.signedIn(token)!.faults.map(({ code, slot, severity }) => [code, slot, severity]);
      expect(codes()).toEqual([
        ['board-offline', null, 'critical'],
        ['slot-3', 3, 'warning'],
        ['slot-9', 9, 'warning'],
      ]);
      await disk.journal.append([fault('board-offline', false)]);
      expect(codes().map(([code]) => code)).toEqual(['slot-3', 'slot-9']);
      await life.desk.stop();
    }));
});
