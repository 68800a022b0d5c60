// One entry: all it says, and what every catalog version did to it.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { Alert, Descriptions, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { dayTimeOf, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';

interface Answer {
  entry: Entry | null;
  history: { version: number; publishedAtMs: number; words: { zh: string; en: string } }[];
}

export default function EntryPage() {
  const { t, i18n } = useTranslation();
  const { id } = useParams();
  const query = useApi<Answer>(`/api/catalog/entries/${encodeURIComponent(id ?? '')}`);
  return (
    <PageFrame title={query.data?.entry?.name ?? id ?? ''} back="/entries">
      <Loaded query={query}>
        {({ entry, history }) => (
          <>
            {entry ? <Facts entry={entry} /> : <Alert showIcon type="warning" title={t('releases.gone')} />}
            <div className="panel pad">
              <h3 style={{ marginTop: 0 }}>{t('releases.history')}</h3>
              <Timeline
                items={history.map(({ version, publishedAtMs, words }) => ({
                  content: (
                    <>
                      <div className="hint">
                        {t('releases.inVersion', { version, at: dayTimeOf(publishedAtMs) })}
                      </div>
                      {i18n.language === 'en' ? words.en : words.zh}
                    </>
                  ),
                }))}
              />
            </div>
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Facts({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const { supplier, origin, helps, certificate, priceBand } = entry;
  const facts: [string, string][] = [
    [t('releases.fields.brand'), entry.brand],
    [t('releases.fields.specification'), entry.specification],
    [t('releases.category'), t(`releases.categories.${entry.category}`)],
    [t('releases.fields.gtins'), entry.gtins.join('、')],
    [t('releases.supplier'), supplier.name],
    [t('releases.fields.creditCode'), supplier.creditCode],
    [t('releases.origin'), origin.name],
    [t('releases.fields.certificate'), certificate.number],
    [t('releases.validUntil'), `${certificate.validFrom} – ${certificate.validUntil}`],
    [t('releases.price'), `${yuan(priceBand.minFen)}–${yuan(priceBand.maxFen)}`],
    [t('releases.fields.helps'), helps.how],
    [t('releases.fields.people'), whole(helps.people)],
    [t('releases.fields.marks'), entry.marks.map((mark) => t(`releases.marks.${mark}`)).join('、')],
    [t('releases.fields.shelfLife'), whole(entry.shelfLifeDays)],
  ];
  return (
    <div className="panel pad">
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2 }}
        items={facts.map(([label, children]) => ({ key: label, label, children }))}
      />
    </div>
  );
}
