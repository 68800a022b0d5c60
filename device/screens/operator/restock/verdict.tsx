import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fact } from '../../shared/fact.tsx';
import { Picture } from '../../shared/picture.tsx';
import type { ProductView, ScanView } from '../../views.ts';
import { Dates, type Goods } from './dates.tsx';
import { PutForm } from './put-form.tsx';

interface VerdictProps {
  scan: ScanView;
  session: string;
  onHandled(): void;
}

const bad = { refused: true, unreadable: true, 'unknown-goods': true } as Record<string, boolean>;

/** What the counter says about a scan, big and in words; then the way of accepted goods into a slot (SCR-69). */
export function Verdict({ scan, session, onHandled }: VerdictProps) {
  const { t } = useTranslation();
  const only = scan.candidates.length === 1 ? scan.candidates[0]! : null;
  const [product, setProduct] = useState<ProductView | null>(only);
  const [typed, setTyped] = useState<Goods | null>(null);
  // With the dates typed nothing is asked any more but the slot.
  const verdict = scan.verdict === 'needs-dates' && typed ? 'accepted' : scan.verdict;
  const isBad = bad[verdict] === true;
  const read = goodsOf(scan);
  const goods = typed ?? (scan.verdict === 'needs-dates' ? null : read);
  return (
    <section
      className={`panel verdict says-${isBad ? 'no' : verdict === 'accepted' ? 'yes' : 'what'}`}
      data-testid="verdict"
      data-verdict={verdict}
    >
      <div className="verdict-head" role="status">
        <span className="verdict-sign" aria-hidden="true">
          {isBad ? '✕' : verdict === 'accepted' ? '✓' : '?'}
        </span>
        <div className="grow">
          <h2>{t(`desk.verdict.${verdict}.title`)}</h2>
          <p>{t(`desk.verdict.${verdict}.text`)}</p>
          {scan.problem && <p>{t(`desk.why.${scan.problem}`)}</p>}
        </div>
      </div>
      {scan.reasons.length > 0 && (
        <ul className="reasons is-large" data-testid="verdict-reasons">
          {scan.reasons.map((reason) => (
            <li key={reason}>✕ {t(`reasons.${reason}`)}</li>
          ))}
        </ul>
      )}
      {product && <Chosen product={product} scan={scan} />}
      {!isBad && !product && <Candidates candidates={scan.candidates} onChoose={setProduct} />}
      {!isBad && product && !goods && <Dates scan={scan} product={product} onDone={setTyped} />}
      {!isBad && product && goods && (
        <PutForm product={product} goods={goods} scan={scan} session={session} onDone={onHandled} />
      )}
      {(isBad || scan.raw) && (
        <p className="is-soft scan-raw">
          {t('desk.restock.raw')} <code>{scan.raw}</code>
        </p>
      )}
      <button type="button" className="is-whole-row" data-testid="scan-drop" onClick={onHandled}>
        {t(isBad ? 'desk.restock.next' : 'desk.restock.drop')}
      </button>
    </section>
  );
}

const goodsOf = ({ lot, madeOn, bestBefore }: ScanView): Goods | null =>
  lot !== null && madeOn !== null && bestBefore !== null ? { lot, madeOn, bestBefore } : null;

function Chosen({ product, scan }: { product: ProductView; scan: ScanView }) {
  const { t } = useTranslation();
  return (
    <div className="chosen">
      <Picture category={product.category} />
      <div className="grow">
        <b className="is-large">{product.name}</b> {product.specification}
        <p className="is-soft">{product.supplier}</p>
        <dl>
          {scan.lot && <Fact name={t('operator.slots.lot')} value={scan.lot} />}
          {scan.madeOn && <Fact name={t('operator.slots.madeOn')} value={scan.madeOn} />}
          {scan.bestBefore && <Fact name={t('operator.slots.bestBefore')} value={scan.bestBefore} />}
        </dl>
      </div>
    </div>
  );
}

interface CandidatesProps {
  candidates: ProductView[];
  onChoose(product: ProductView): void;
}

function Candidates({ candidates, onChoose }: CandidatesProps) {
  return (
    <ul className="candidates">
      {candidates.map((product) => (
        <li key={product.entry}>
          <button type="button" data-testid={`candidate-${product.entry}`} onClick={() => onChoose(product)}>
            <b>{product.name}</b>
            <span>
              {product.specification} · {product.supplier}
            </span>
            <code>{product.entry}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}
