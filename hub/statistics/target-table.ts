// Targets from a table an office wrote: 年度, 类别, 代码或名称, 目标（万元）. Every wrong row is named, nothing is taken then.
import { readTableInWorker } from '../catalog/import/read-in-worker.ts';
import { banners } from '../catalog/import/regions.ts';
import { DomainError } from '../platform/domain-error.ts';
import { leagueCodes, regionNameOf } from './names.ts';
import { channelKinds, type TargetKind } from './target-kinds.ts';
import type { Target } from './targets.ts';

const kinds: Record<string, TargetKind> = {
  ...{ 自治区: 'region', 盟市: 'league', 旗县: 'banner', 渠道: 'channel', 帮扶单位: 'host-unit' },
};
const channels: Record<string, (typeof channelKinds)[number]> = {
  ...{ 专柜: 'counter', 专馆: 'hall', 专区: 'zone', '832平台': 'platform-832' },
};

function keyOf(kind: TargetKind, text: string): string | undefined {
  if (kind === 'region') return '150000';
  if (kind === 'channel') return channels[text] ?? channelKinds.find((one) => one === text);
  if (kind === 'league') return leagueCodes.find((code) => code === text || regionNameOf(code) === text);
  if (kind === 'banner') return banners.find(({ code, name }) => code === text || name === text)?.code;
  return text === '' ? undefined : text;
}

function targetOf([year = '', kindText = '', name = '', amount = '']: readonly string[]): Target | undefined {
  const kind = kinds[kindText.trim()];
  const key = kind && keyOf(kind, name.trim());
  const isAmount = /^\d{1,9}(\.\d{1,6})?$/.test(amount.trim());
  if (!/^20\d\d$/.test(year.trim()) || !kind || key === undefined || !isAmount) return undefined;
  return { year: Number(year), kind, key, targetFen: Math.round(Number(amount) * 1_000_000) };
}

/** Rejects with DomainError `invalid` that names the rows. The first row is the heading. */
export async function readTargets(bytes: Uint8Array, fileName: string): Promise<Target[]> {
  const table = await readTableInWorker(bytes, fileName).catch((error: unknown) => {
    throw new DomainError(
      'invalid',
      'bad-file',
      error instanceof Error ? error.message : 'The file cannot be read.',
    );
  });
  const rows = table.rows.slice(1).filter((row) => row.some((cell) => cell.trim() !== ''));
  const read = rows.map((row) => targetOf(row));
  const wrong = read.flatMap((target, index) => (target ? [] : [index + 2]));
  const names = read.map((target) => target && `${target.year} ${target.kind} ${target.key}`);
  const twice = names.flatMap((name, index) => (name && names.indexOf(name) !== index ? [index + 2] : []));
  if (rows.length === 0 || wrong.length > 0 || twice.length > 0)
    throw new DomainError(
      'invalid',
      'bad-rows',
      `Correct the table (年度, 类别, 代码或名称, 目标（万元）) and send it again. Wrong rows: ${wrong.slice(0, 20).join(', ') || 'none'}; rows given twice: ${twice.slice(0, 20).join(', ') || 'none'}.`,
      { wrong: wrong.slice(0, 20).join(', ') || '-', twice: twice.slice(0, 20).join(', ') || '-' },
    );
  return read as Target[];
}
