import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { ReactNode } from 'react';

const grounds: Record<PaymentMethod, string> = {
  wechat: '#0a7f43',
  alipay: '#1257b8',
  cash: '#8a5a12',
  test: '#4d5249',
};

const drawings: Record<PaymentMethod, ReactNode> = {
  wechat: (
    <>
      <path d="M21 12c-7 0-12 4.5-12 10 0 3 1.5 5.5 4 7.500L12 34l5-2.500c1.3.3 2.6.5 4 .5 7 0 12-4.5 12-10s-5-10-12-10Z" />
      <path
        d="M36 23c5 .8 9 4.4 9 9 0 2.6-1.2 4.8-3.3 6.500l.8 4-4.4-2.200c-1 .3-2 .4-3.1.4-4.8 0-8.8-2.5-10-6.200C31.5 34 36 29.5 36 23Z"
        opacity="0.85"
      />
    </>
  ),
  alipay: (
    <>
      <rect x="15" y="9" width="22" height="36" rx="4" />
      <path d="M20 16h12v12H20ZM20 33h12M20 38h7" fill="none" stroke="#1257b8" strokeWidth="2.6" />
      <path d="M24 20h4v4h-4Z" fill="#1257b8" />
    </>
  ),
  cash: (
    <>
      <rect x="8" y="15" width="36" height="20" rx="3" />
      <circle cx="26" cy="25" r="5.5" fill="#8a5a12" />
      <path d="M13 25h2M37 25h2" stroke="#8a5a12" strokeWidth="3" strokeLinecap="round" />
      <path d="M14 40h24" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
    </>
  ),
  test: <path d="M21 9h10v3h-1.500v9L39 38a4 4 0 0 1-3.5 6h-19a4 4 0 0 1-3.5-6l9.5-17v-9H21Z" />,
};

/** A sign of its own for each method; the words beside it say which. */
export function MethodSign({ method }: { method: PaymentMethod }) {
  return (
    <svg className="method-sign" viewBox="0 0 52 52" aria-hidden="true" fill="#fff">
      <rect width="52" height="52" rx="12" fill={grounds[method]} />
      {drawings[method]}
    </svg>
  );
}
