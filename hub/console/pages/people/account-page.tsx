// My account: who I am here, my password, my security keys, my sessions.
import { Descriptions } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { GrantTags } from './grant-tags.tsx';
import { MyKeys } from './my-keys.tsx';
import { MyPassword } from './my-password.tsx';
import { MySessions } from './my-sessions.tsx';
import './people.css';

export default function AccountPage() {
  const { t } = useTranslation();
  const { person, grants } = useSession();
  return (
    <PageFrame title={t('shell.account')} description={t('people.account.hint')}>
      <div className="person">
        <div className="panel pad">
          <Descriptions size="small" column={{ xs: 1, sm: 2 }}>
            <Descriptions.Item label={t('people.name')}>{person?.name}</Descriptions.Item>
            <Descriptions.Item label={t('people.login')}>{person?.login}</Descriptions.Item>
            <Descriptions.Item label={t('people.grants')} span={2}>
              <GrantTags grants={grants} />
            </Descriptions.Item>
          </Descriptions>
        </div>
        <MyPassword />
        <MyKeys />
        <MySessions />
      </div>
    </PageFrame>
  );
}
