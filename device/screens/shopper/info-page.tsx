import { dayOf } from '@zhuangui/protocol/days.ts';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { Fact } from '../shared/fact.tsx';
import { FreshnessBadge } from '../shared/freshness-badge.tsx';
import { Scroller } from '../shared/scroller.tsx';
import type { ShopperView } from '../views.ts';

/** Who runs this counter, under which licence, on which list it sells. */
export function InfoPage({ view, onClose }: { view: ShopperView; onClose(): void }) {
  const { t } = useTranslation();
  const { counter, lists } = view;
  return (
    <Dialog label={t('info.title')} className="info" onClose={onClose}>
      <Scroller>
        <h2>{t('info.title')}</h2>
        <p className="info-pledge">{t('info.pledge')}</p>
        <dl className="facts is-single" data-testid="info">
          <Fact name={t('info.operatedBy')} value={counter.operatedBy} />
          <Fact name={t('info.licence')} value={counter.licence} />
          <Fact name={t('info.complaint')} value={<b>{counter.complaintPhone}</b>} />
          <Fact name={t('info.counter')} value={counter.name} />
          <Fact name={t('info.id')} value={counter.id} />
          <Fact name={t('info.place')} value={counter.place} />
          <Fact
            name={t('info.catalog')}
            value={
              lists
                ? t('info.catalogValue', {
                    version: lists.catalogVersion,
                    day: dayOf(lists.signedAt),
                    count: lists.entryCount,
                  })
                : t('header.noLists')
            }
          />
          <Fact name={t('info.freshness')} value={<FreshnessBadge freshness={view.freshness} />} />
        </dl>
      </Scroller>
      <div className="dialog-buttons">
        <button type="button" className="main-button" data-testid="info-close" onClick={onClose}>
          {t('info.close')}
        </button>
      </div>
    </Dialog>
  );
}
