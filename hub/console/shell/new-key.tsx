// SEC-9: in some roles nothing is done before a security key is registered.
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { MyKeys } from '../pages/people/my-keys.tsx';
import { useSession } from '../shared/session.tsx';

export function NewKey() {
  const { t } = useTranslation();
  const { person, reload, signOut } = useSession();
  return (
    <div className="sign-in">
      <div className="panel sign-in-box">
        <h1>{t('shell.newKey.title')}</h1>
        <p className="hint">{t('shell.newKey.hint', { name: person?.name })}</p>
        <MyKeys />
        <Button type="primary" block onClick={() => void reload()} data-testid="key-go-on">
          {t('shell.newKey.goOn')}
        </Button>
        <Button type="link" onClick={() => void signOut()}>
          {t('shell.signOut')}
        </Button>
      </div>
    </div>
  );
}
