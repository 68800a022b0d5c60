import { yuan } from '@zhuangui/protocol/money.ts';

/** An amount in yuan, to the fen. */
export function Price({ fen }: { fen: number }) {
  return (
    <span className="price number">
      <span className="price-sign">¥</span>
      {yuan(fen)}
    </span>
  );
}
