// Two certified entries for tests of pages; the second is written by somebody who tries things.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { sampleEntry } from '../../device/gate/gate-samples.ts';

export function sampleEntries(): [Entry, Entry] {
  const good = { ...sampleEntry, id: 'NM-2026-0001', name: '敖汉小米' };
  const bad = { ...sampleEntry, id: 'NM-2026-0002', name: '<script>alert(1)</script>' };
  return [
    { ...good, certificate: { ...sampleEntry.certificate, number: good.id } },
    { ...bad, certificate: { ...sampleEntry.certificate, number: bad.id } },
  ];
}
