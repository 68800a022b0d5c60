// A month of office work on a hub of the demonstration: products on their way, a release that waits, targets, a notice.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import {
  approveUpTo,
  decide,
  draftApplication,
  nationalRound,
  type Offices,
  registerSupplier,
  submitApplication,
} from './certification-life.ts';
import { newProducts } from './new-products.ts';
import { type OfficeClient, signIn } from './office-client.ts';
import { draftRelease, type Publishers } from './release-life.ts';

export interface OfficeWork {
  /** Numbers of the applications, by how far each has come. */
  applications: Record<'draft' | 'submitted' | 'reviewed' | 'returned' | 'certified' | 'published', string>;
  /** The batch that was published. */
  month: string;
  release: string;
  exposure: string;
}

export interface Desks extends Offices, Publishers {
  supplier: OfficeClient;
  supervisors: readonly [OfficeClient, OfficeClient];
  statistician: OfficeClient;
}

/** Everybody at their desk; the password is the demonstration's. */
export async function openDesks(hub: string, password: string): Promise<Desks> {
  const desk = (login: string) => signIn(hub, login, password);
  return {
    supplier: await desk('supplier'),
    banner: await desk('banner'),
    league: await desk('league'),
    region: await desk('certifier3'),
    liaison: await desk('liaison'),
    certifiers: [await desk('certifier1'), await desk('certifier2')],
    administrator: await desk('demo-admin'),
    supervisors: [await desk('supervisor1'), await desk('supervisor2')],
    statistician: await desk('statistician'),
  };
}

/** Rejects when the hub refuses. */
export async function workAMonth(desks: Desks, today: string, company: string): Promise<OfficeWork> {
  const applications = await walkApplications(desks, newProducts(today), today);
  const { id: release } = await draftRelease(desks, `${today.slice(0, 7)} 月度目录`, 1);
  await setTargets(desks.statistician, Number(today.slice(0, 4)));
  const exposure = await draftNotice(desks.supervisors, company);
  return { ...applications, release, exposure };
}

async function walkApplications(desks: Desks, entries: readonly Entry[], today: string) {
  const { supplier, banner, league } = desks;
  await registerSupplier(banner, entries[0]!);
  const names = ['published', 'certified', 'reviewed', 'returned', 'submitted', 'draft'] as const;
  const ids: Partial<OfficeWork['applications']> = {};
  let month = '';
  for (const [at, name] of names.entries()) {
    const id = await draftApplication(supplier, entries[at]!);
    ids[name] = id;
    if (name !== 'draft') await submitApplication(supplier, id);
    if (name === 'reviewed' || name === 'returned') await approveUpTo(desks, id, 'banner');
    if (name === 'returned')
      await decide(league, id, 'league', 'return', '检验报告不清晰，请重新上传扫描件。');
    if (name === 'published') {
      await approveUpTo(desks, id, 'region');
      const { application } = await banner.get<{ application: { month: string } }>(`/api/applications/${id}`);
      month = application.month;
      await nationalRound(desks, month, today);
    }
    if (name === 'certified') await approveUpTo(desks, id, 'region');
  }
  return { applications: ids as OfficeWork['applications'], month };
}

/** 10 billion yuan a year for the region, a part of it for three leagues. */
async function setTargets(statistician: OfficeClient, year: number): Promise<void> {
  const targets: [kind: string, key: string, yuan: number][] = [
    ['region', '150000', 10_000_000_000],
    ['league', '150100', 1_200_000_000],
    ['league', '150400', 1_600_000_000],
    ['league', '150200', 900_000_000],
    ['banner', '150430', 160_000_000],
    ['channel', 'counter', 2_000_000_000],
  ];
  for (const [kind, key, yuan] of targets)
    await statistician.send('PUT', '/api/targets', { year, kind, key, targetFen: yuan * 100 });
}

async function draftNotice([first]: Desks['supervisors'], company: string): Promise<string> {
  const { id } = await first.send<{ id: string }>('POST', '/api/exposures', {
    targetKind: 'company',
    target: company,
    title: '关于专柜超期未整改的通报（演示）',
    body: '经核查，该运营单位一台专柜连续两周未按要求更换过期价签。\n责令七日内整改。',
    legalBasis: '内扶组办发〔2020〕29号 第六条',
  });
  return id;
}
