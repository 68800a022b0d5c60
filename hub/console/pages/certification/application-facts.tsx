// What an application says, and its certificate when it has one.
import { Descriptions } from 'antd';
import { useTranslation } from 'react-i18next';
import { dayTimeOf, whole, yuan } from '../../shared/format.ts';
import { regionName } from '../../shared/region-names.ts';
import { StateTag } from './state-tag.tsx';
import type { Application, Detail } from './types.ts';

export function ApplicationFacts({ detail: { application, isFrozen } }: { detail: Detail }) {
  const { t } = useTranslation();
  const { content } = application;
  const of = (name: string) => t(`certification.content.${name}`);
  const marks = content.marks.map((mark) => t(`certification.marks.${mark}`)).join('、');
  const items: [string, React.ReactNode][] = [
    [t('certification.state'), <StateTag key="state" state={application.state} isFrozen={isFrozen} />],
    [t('certification.supplier'), `${application.supplierName} · ${application.creditCode}`],
    [of('origin'), `${regionName(application.league)} ${regionName(application.banner)}`],
    [of('name'), content.name],
    [of('brand'), content.brand],
    [of('specification'), content.specification],
    [of('category'), t(`certification.categories.${content.category}`)],
    [of('gtins'), content.gtins.join('、')],
    [of('price'), `${yuan(content.priceBand.minFen)} – ${yuan(content.priceBand.maxFen)}`],
    [of('how'), content.helps.how],
    [of('people'), whole(content.helps.people)],
    [of('marks'), marks || of('none')],
    [of('shelfLife'), whole(content.shelfLifeDays)],
    ...certificateItems(application, t),
  ];
  return (
    <div className="panel pad">
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 1, md: 2, xl: 3 }}
        title={`${t('certification.content.title')} · ${t('certification.version', { version: application.version })}`}
        items={items.map(([label, children], key) => ({ key, label, children }))}
        data-testid="application-facts"
      />
    </div>
  );
}

function certificateItems(
  of: Application,
  t: (key: string, values?: Record<string, unknown>) => string,
): [string, React.ReactNode][] {
  const items: [string, React.ReactNode][] = [];
  if (of.month) items.push([t('certification.month'), of.month]);
  if (of.certificate) {
    items.push([
      t('certification.certificate'),
      <b key="certificate" data-testid="certificate-number">
        {of.certificate}
      </b>,
    ]);
    items.push([t('certification.validity'), `${of.validFrom} – ${of.validUntil}`]);
  }
  if (of.state === 'in-publicity' && of.publicityUntil)
    items.push([
      t('certification.batch.result'),
      t('certification.publicityUntil', { at: dayTimeOf(of.publicityUntil) }),
    ]);
  if (of.releasedVersion)
    items.push([
      t('certification.certificateCard'),
      t('certification.released', { version: of.releasedVersion }),
    ]);
  return items;
}
