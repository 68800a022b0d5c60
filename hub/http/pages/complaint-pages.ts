// Complaints over plain forms: no script, no cookie, no session.
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { DomainError } from '../../platform/domain-error.ts';
import { type ComplaintCategory, complaintCategories } from '../../supervision/complaints.ts';
import { notice, publicPage, type View, words } from './html.ts';
import type { PublicPageParts } from './public-pages.ts';
import { isOrder, viewOf } from './reader.ts';
import { complaintForm, complaintPage } from './supervision-pages.ts';

export interface ComplaintPageParts extends PublicPageParts {
  limit: RequestHandler;
  /** How often one address may send. */
  sending: RequestHandler;
  unknownOrder(view: View): string;
}

const bodyBytesMax = '16kb';
const textMax = 1000;
const contactMax = 100;
type Problem = [zh: string, en: string];

const problems = {
  form: ['表单已失效，请重新提交。', 'The form is too old or not ours: send this one.'],
  text: ['请写明经过，不超过 1000 字。', 'Say what happened, in 1000 characters at most.'],
  category: ['请选择问题类别。', 'Choose what it is about.'],
  enough: ['这笔交易已有多次投诉，请查询处理进度。', 'There are several complaints about this sale already.'],
} as const satisfies Record<string, Problem>;

const field = (body: unknown, name: string): string => {
  const value = (body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
};
/** Line ends as one character, nothing else that does not print. */
const cleaned = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .trim();

interface Sale {
  view: View;
  counter: string;
  order: string;
}

/** CMPL-1, CMPL-2, CMPL-3. */
export function addComplaintPages(app: Express, parts: ComplaintPageParts): void {
  const { fleet, ledger, open, limit, sending } = parts;
  const path = '/r/:counter/:order/complaint';
  const fresh = (response: Response) => response.set('cache-control', 'no-store').type('html');

  /** The sale the form is about; answers 404 itself when the hub holds none. */
  async function saleOf(request: Request, response: Response): Promise<Sale | undefined> {
    const [counter, order] = [String(request.params['counter']), String(request.params['order'])];
    const view = viewOf(request);
    const isKnown = fleet.registry.get(counter) !== undefined && isOrder(order);
    if (isKnown && (await ledger.order(counter, order))) return { view, counter, order };
    fresh(response).status(404).send(parts.unknownOrder(view));
    return undefined;
  }

  function form(
    { view, counter, order }: Sale,
    filled: { category?: string; text?: string; problem?: Problem },
  ): string {
    const token = open.forms.issue(counter, order, open.nonce(), open.nowMs());
    return complaintForm(view, `/r/${encodeURIComponent(counter)}/${order}/complaint`, { token, ...filled });
  }

  app.get(path, limit, async (request, response) => {
    const sale = await saleOf(request, response);
    if (sale) fresh(response).send(form(sale, {}));
  });

  app.post(
    path,
    limit,
    sending,
    express.urlencoded({ extended: false, limit: bodyBytesMax, parameterLimit: 20 }),
    async (request, response) => {
      const sale = await saleOf(request, response);
      if (!sale) return;
      const { body } = request;
      const given = {
        category: field(body, 'category'),
        text: cleaned(field(body, 'text')),
        contact: cleaned(field(body, 'contact')).slice(0, contactMax),
      };
      const refuse = (problem: Problem) => {
        const { category, text } = given;
        fresh(response)
          .status(422)
          .send(form(sale, { category, text: text.slice(0, textMax), problem }));
      };
      const checked = open.forms.check(field(body, 'token'), sale.counter, sale.order, open.nowMs());
      if (!checked.ok || field(body, 'website') !== '') return refuse(problems.form);
      if (given.text === '' || [...given.text].length > textMax) return refuse(problems.text);
      if (!isCategory(given.category)) return refuse(problems.category);
      try {
        const { counter, order } = sale;
        const code = await open.complaints.file({
          ...given,
          category: given.category,
          form: checked.form,
          counter,
          order,
        });
        const lang = sale.view.lang === 'en' ? '?lang=en' : '';
        response.redirect(303, `/public/complaints/${code}${lang}`);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refuse(problems.enough);
      }
    },
  );

  app.get('/public/complaints/:code', limit, async (request, response) => {
    const view = viewOf(request);
    const code = String(request.params['code']);
    const status = await open.complaints.status(code);
    if (status) return void fresh(response).send(complaintPage(view, code, status));
    const title = words(view)('查无此投诉', 'No such complaint');
    const body = `<h1>${title}</h1>${notice('没有这个编号的投诉。', 'No complaint has this code.', false, 'unknown')}`;
    fresh(response)
      .status(404)
      .send(publicPage(view, title, body));
  });
}

const isCategory = (text: string): text is ComplaintCategory =>
  (complaintCategories as readonly string[]).includes(text);
