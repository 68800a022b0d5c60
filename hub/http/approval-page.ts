// The page an operator opens on a phone by scanning the counter's screen: number and PIN, away from others' eyes.
import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { ApprovalResult, Approvals } from '../operators/approvals.ts';
import { escaped, htmlPage, notice } from './pages/html.ts';

export interface ApprovalPageParts {
  approvals: Approvals;
  nameOf(counter: string): string | undefined;
  /** Requests a minute and address. Default 30. */
  triesMax?: number;
}

const words: Record<ApprovalResult | 'malformed', readonly [number, string, string]> = {
  approved: [200, '已允许登录，请回到柜机屏幕。', 'Done. Go back to the counter’s screen.'],
  wrong: [403, '工号或密码不正确。', 'Number or PIN is wrong.'],
  locked: [429, '尝试次数过多，请稍后再试。', 'Too many tries. Wait, then try again.'],
  expired: [
    410,
    '此二维码已失效，请在柜机上重新获取。',
    'This code is no longer valid. Ask for a new one at the counter.',
  ],
  'not-here': [403, '您没有在此柜机工作的权限。', 'You may not work at this counter.'],
  away: [503, '柜机暂时未联网，请使用密码登录。', 'The counter is not connected now. Sign in with your PIN.'],
  malformed: [400, '请输入 3–8 位工号和 6 位密码。', 'Type a number of 3 to 8 digits and a PIN of 6.'],
};

const head = (place: string) =>
  `<h1>允许登录柜机</h1><p>${escaped(place)}</p><p class="en">Allow signing in at this counter</p>`;

const form = `<form method="post" autocomplete="off">
<label for="operator">工号 <span class="en">Number</span></label>
<input id="operator" name="operator" inputmode="numeric" pattern="[0-9]{3,8}" maxlength="8" required>
<label for="pin">密码 <span class="en">PIN</span></label>
<input id="pin" name="pin" type="password" inputmode="numeric" pattern="[0-9]{6}" maxlength="6" required>
<button type="submit">允许 Allow</button></form>`;

const note = (result: keyof typeof words) =>
  notice(words[result][1], words[result][2], result === 'approved', result);

/** OPS-4: shows nothing of a request that does not wait, and answers every try in words. */
export function addApprovalPage(app: Express, { approvals, nameOf, triesMax = 30 }: ApprovalPageParts): void {
  const path = '/approve/:counter/:request';
  app.use(
    '/approve',
    rateLimit({ windowMs: 60_000, limit: triesMax, standardHeaders: 'draft-8', legacyHeaders: false }),
    (_request, response, next) => {
      response.set('cache-control', 'no-store').type('html');
      next();
    },
  );
  app.get(path, ({ params: { counter, request } }, response) => {
    const waits = approvals.waits(counter, request);
    const body = waits ? head(nameOf(counter) ?? counter) + form : note('expired');
    response.status(waits ? 200 : words.expired[0]).send(htmlPage('允许登录', body));
  });
  app.post(path, express.urlencoded({ extended: false, limit: 1024 }), async (request, response) => {
    const { counter, request: asked } = request.params as { counter: string; request: string };
    const given = (request.body ?? {}) as Record<string, unknown>;
    const [operator, pin] = [String(given['operator'] ?? ''), String(given['pin'] ?? '')];
    const isForm = /^[0-9]{3,8}$/.test(operator) && /^[0-9]{6}$/.test(pin);
    const result = isForm
      ? await approvals.approve({ counter, request: asked, operator, pin })
      : ('malformed' as const);
    const again = ['wrong', 'malformed'].includes(result) ? form : '';
    const body = head(nameOf(counter) ?? counter) + note(result) + again;
    response.status(words[result][0]).send(htmlPage('允许登录', body));
  });
}
