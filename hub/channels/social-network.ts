// CHAN-9: verified sales for the China social poverty-alleviation network (中国社会扶贫网), behind one narrow interface.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One day's verified sales of one product at one counter. */
export interface VerifiedDailySale {
  day: string;
  counter: string;
  entry: string;
  product: string;
  creditCode: string;
  sales: number;
  salesFen: number;
  refunds: number;
  refundsFen: number;
}

/** No public interface is specified; whoever knows one writes another of these. */
export interface SocialNetworkAdapter {
  /** Hands over one whole day; again means: instead of what was handed over before. Rejects when it was not taken. */
  send(day: string, sales: readonly VerifiedDailySale[]): Promise<{ reference: string }>;
}

/** Writes `sales-YYYY-MM-DD.jsonl` into a folder from which another program takes it; complete or absent. */
export const createFileAdapter = (folder: string): SocialNetworkAdapter => ({
  async send(day, sales) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `sales-${day}.jsonl`;
    const unfinished = join(folder, `${name}.part`);
    try {
      await writeFile(unfinished, sales.map((sale) => `${JSON.stringify(sale)}\n`).join(''), { mode: 0o600 });
      await rename(unfinished, join(folder, name));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    return { reference: name };
  },
});
