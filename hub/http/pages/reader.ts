// pure
// Who reads a public page: in which language, about which sale.
import type { Request } from 'express';
import type { View } from './html.ts';

/** The page's own address without its language, for the switch. */
export function viewOf(request: Request): View {
  const url = new URL(request.originalUrl, 'http://hub');
  const lang = url.searchParams.get('lang') === 'en' ? 'en' : 'zh';
  url.searchParams.delete('lang');
  return { lang, path: `${url.pathname}${url.search}` };
}

export const isOrder = (order: string): boolean => /^o[0-9a-f]{24}$/.test(order);
