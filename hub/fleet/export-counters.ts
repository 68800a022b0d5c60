// pure
// Counters as the rows of a table that the import takes again.
import { bannerByCode } from '../catalog/import/regions.ts';
import type { Counter } from './counter.ts';
import { counterHeadings, siteKindNames } from './import-counters.ts';

export const exportHeadings: string[] = [...Object.values(counterHeadings).map(([first]) => first!), '状态'];
const statusNames = { registered: '已登记', enrolled: '在用', revoked: '已停用' } as const;

export function exportRow(counter: Counter): string[] {
  const { id, name, siteKind, address, banner, hostUnit, operatingCompany, longitude, latitude } = counter;
  const { programme, route, driver, status } = counter;
  return [
    ...[id, name, siteKindNames[siteKind], address, bannerByCode(banner)?.name ?? banner, hostUnit],
    ...[operatingCompany, longitude === undefined ? '' : String(longitude)],
    ...[latitude === undefined ? '' : String(latitude), programme ?? '', route ?? '', driver ?? ''],
    statusNames[status],
  ];
}
