// A new application, a renewal, or a change of one: everything a catalog entry carries, and no fee.
import { Alert, Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { isUnderReview } from '../../../certification/application-machine.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { ContentFields, contentOfForm, type FormValues, formOfContent } from './content-fields.tsx';
import { SupplierField } from './supplier-field.tsx';
import { type Detail, stale } from './types.ts';

export default function ApplicationFormPage() {
  const { t } = useTranslation();
  const { id } = useParams();
  const [params] = useSearchParams();
  const renews = params.get('renews') ?? undefined;
  const from = id ?? renews;
  const query = useApi<Detail>(from ? `/api/applications/${encodeURIComponent(from)}` : null);
  const title = id
    ? t('certification.editTitle', { id })
    : t(renews ? 'certification.renewTitle' : 'certification.newApplication');
  return (
    <PageFrame
      title={title}
      description={t('certification.free')}
      back={from ? `/applications/${from}` : '/applications'}
    >
      {from ? (
        <Loaded query={query}>{(detail) => <ApplicationForm detail={detail} isRenewal={!id} />}</Loaded>
      ) : (
        <ApplicationForm />
      )}
    </PageFrame>
  );
}

function ApplicationForm({ detail, isRenewal = false }: { detail?: Detail; isRenewal?: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const [form] = Form.useForm<FormValues>();
  const edited = detail && !isRenewal ? detail.application : undefined;
  async function save(values: FormValues): Promise<void> {
    const content = contentOfForm(values);
    const options = { done: t('certification.saved'), refresh: stale };
    if (edited) {
      const body = { versionHash: edited.versionHash, content };
      const saved = await act('put', `/api/applications/${edited.id}`, body, options);
      if (saved) void navigate(`/applications/${edited.id}`);
      return;
    }
    const renews = isRenewal && detail ? { renews: detail.application.id } : {};
    const body = { creditCode: values.creditCode, content, ...renews };
    const made = await act<{ id: string }>('post', '/api/applications', body, options);
    if (made) void navigate(`/applications/${made.id}`);
  }
  return (
    <div className="panel pad">
      {edited && isUnderReview(edited.state) && (
        <Alert
          type="warning"
          showIcon
          title={t('certification.voidsHint')}
          className="failed"
          data-testid="voids"
        />
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={detail ? formOfContent(detail.application) : { marks: [], gtins: [] }}
        onFinish={(values) => void save(values)}
        scrollToFirstError
        requiredMark={false}
      >
        <SupplierField isFixed={detail !== undefined} />
        <ContentFields />
        <Button type="primary" htmlType="submit" loading={busy} data-testid="save-application">
          {t('certification.save')}
        </Button>
      </Form>
    </div>
  );
}
