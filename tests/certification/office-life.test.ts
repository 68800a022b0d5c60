// The people of the demonstration take a product from an application to a catalog entry, over HTTP, as a hub runs it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  approveUpTo,
  certificateOf,
  draftApplication,
  nationalRound,
  registerSupplier,
  submitApplication,
} from '../../simulators/office/certification-life.ts';
import { type OfficeClient, signIn } from '../../simulators/office/office-client.ts';
import { publishRelease } from '../../simulators/office/release-life.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig } from '../hub/hub-rig.ts';

let rig: HubRig;
beforeAll(async () => {
  rig = await openHubRig();
});
afterAll(() => rig?.close());

it('[CERT-1] four levels, four people, two signatures: then it is in the catalog', async () => {
  const desk = (login: string): Promise<OfficeClient> => signIn(rig.url, login, 'demo-zhuangui');
  const today = new Date().toISOString().slice(0, 10);
  const entry = sampleEntries({ referenceDate: today }).find(
    ({ supplier }) => supplier.creditCode === '93150430XX00000001',
  )!;
  const banner = await desk('banner');
  const offices = {
    banner,
    league: await desk('league'),
    region: await desk('certifier3'),
    liaison: await desk('liaison'),
  };
  await registerSupplier(banner, entry);
  const supplier = await desk('supplier');
  const id = await draftApplication(supplier, entry);
  await submitApplication(supplier, id);
  await approveUpTo(offices, id, 'region');
  const { application } = await banner.get<{ application: { month: string } }>(`/api/applications/${id}`);
  await nationalRound(offices, application.month, today);
  const certifiers = [await desk('certifier1'), await desk('certifier2')];
  await publishRelease({ administrator: await desk('demo-admin'), certifiers }, '十一月目录');
  const { rows } = await banner.get<{ rows: { id: string; name: string }[] }>('/api/catalog/entries');
  expect(rows.map((row) => [row.id, row.name])).toEqual([[certificateOf(id), entry.name]]);
});
