// Settings of all counters.
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';
import { type Change, SettingsForm } from './settings-form.tsx';

export default function SettingsPage() {
  const { t } = useTranslation();
  const query = useApi<{ effective: Change }>('/api/fleet/settings');
  return (
    <PageFrame title={t('fleet.settings.title')} description={t('fleet.settings.hint')}>
      <Loaded query={query}>
        {({ effective }) => (
          <div className="panel pad">
            <SettingsForm path="/api/settings" effective={effective} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  );
}
