// A product's way through the four levels, walked by the people of a demonstration.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { OfficeClient } from './office-client.ts';
import { onePagePdf } from './paper.ts';

/** Who acts at which level. */
export interface Offices {
  banner: OfficeClient;
  league: OfficeClient;
  region: OfficeClient;
  liaison: OfficeClient;
}

export type Level = 'banner' | 'league' | 'region';
interface Detail {
  application: { id: string; versionHash: string; month: string | null };
  checklist: { id: string }[];
}

const contentOf = (entry: Entry) => ({
  name: entry.name,
  brand: entry.brand,
  specification: entry.specification,
  gtins: entry.gtins,
  category: entry.category,
  banner: entry.origin.banner,
  helps: entry.helps,
  priceBand: entry.priceBand,
  marks: entry.marks,
  shelfLifeDays: entry.shelfLifeDays,
});

/** Registers the supplier of an entry when the hub does not know it yet. */
export async function registerSupplier(banner: OfficeClient, entry: Entry): Promise<void> {
  const { creditCode, name } = entry.supplier;
  const { rows } = await banner.get<{ rows: { creditCode: string }[] }>(
    `/api/suppliers?search=${creditCode}`,
  );
  if (rows.some((row) => row.creditCode === creditCode)) return;
  const supplier = { creditCode, name, banner: entry.origin.banner, address: `${entry.origin.name}产业园` };
  await banner.send('POST', '/api/suppliers', {
    ...supplier,
    contact: '王秀英',
    phone: '0476-4300000',
    status: 'active',
  });
}

/** A draft with its evidence; the application's number. */
export async function draftApplication(by: OfficeClient, entry: Entry): Promise<string> {
  const creditCode = entry.supplier.creditCode;
  const { id } = await by.send<{ id: string }>('POST', '/api/applications', {
    creditCode,
    content: contentOf(entry),
  });
  for (const name of ['营业执照.pdf', '检验报告.pdf', '带贫台账.pdf'])
    await by.upload(`/api/applications/${id}/evidence`, name, onePagePdf(`Demonstration: ${id}`));
  return id;
}

export const submitApplication = (by: OfficeClient, id: string): Promise<unknown> =>
  by.send('POST', `/api/applications/${id}/submit`);

/** One level's decision about the version as it is now. */
export async function decide(
  by: OfficeClient,
  id: string,
  level: Level,
  decision: 'approve' | 'return',
  reason: string,
): Promise<void> {
  const { application, checklist } = await by.get<Detail>(`/api/applications/${id}`);
  const ticked = decision === 'approve' ? checklist.map((item) => item.id) : [];
  const { versionHash } = application;
  await by.send('POST', `/api/applications/${id}/decisions`, {
    level,
    decision,
    versionHash,
    reason,
    ticked,
  });
}

export async function approveUpTo(offices: Offices, id: string, last: Level): Promise<void> {
  for (const level of ['banner', 'league', 'region'] as const) {
    await decide(offices[level], id, level, 'approve', '材料齐全，同意');
    if (level === last) return;
  }
}

/** The certificate number the national office gives in this demonstration. */
export const certificateOf = (id: string): string => `NM${id.replaceAll('-', '')}`;

/** Closes the month's batch, submits it, brings the national result and publishes what passed. */
export async function nationalRound(
  { liaison }: Pick<Offices, 'liaison'>,
  month: string,
  today: string,
): Promise<void> {
  const batch = `/api/certification/batches/${month}`;
  await liaison.send('POST', `${batch}/close`);
  await liaison.send('POST', `${batch}/submit`);
  const { rows } = await liaison.get<{ rows: { id: string }[] }>(batch);
  const until = `${Number(today.slice(0, 4)) + 2}${today.slice(4)}`;
  const lines = rows.map(({ id }) => `${id},通过,${certificateOf(id)},${today},${until},`);
  const table = ['申报编号,结果,证书编号,有效期自,有效期至,原因', ...lines].join('\n');
  await liaison.upload(`${batch}/results?apply=1`, `认定结果-${month}.csv`, Buffer.from(table));
  await liaison.send('POST', `${batch}/publish`);
}
