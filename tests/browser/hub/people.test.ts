// People in the console: an administrator makes an account, its owner signs in, rights end at once; a security key.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleWorld, demoPassword, openConsoleWorld } from './console-world.ts';

const waitMs = 120_000;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await openConsoleWorld();
}, waitMs);
afterAll(() => world?.close());

describe('people in the console', () => {
  it(
    '[PEO-5] an account is made, changes its password, sees its part, and ends at once when disabled',
    async () => {
      const admin = await world.openAs('demo-admin', '/people');
      const { page } = admin;
      await page.getByTestId('person-add').click();
      await page.getByTestId('new-login').fill('xiao.wang');
      await page.getByTestId('new-name').fill('<script>alert(1)</script>小王');
      await page.getByTestId('grant-add').click();
      await page.getByTestId('place').click();
      await page.keyboard.type('赤峰');
      await page.locator('.ant-select-tree-title', { hasText: '赤峰市' }).click();
      await page.getByTestId('person-create').click();
      const oneTime = (await page.getByTestId('secret').textContent())!.trim();
      await page.keyboard.press('Escape');

      const context = await world.browser.newContext();
      const own = await context.newPage();
      await own.goto(`${world.hub.url}/console/people`);
      await own.getByTestId('login').fill('xiao.wang');
      await own.getByTestId('password').fill(oneTime);
      await own.getByTestId('sign-in').click();
      await own.getByTestId('password-current').fill(oneTime);
      await own.getByTestId('password-next').fill('winter on the steppe');
      await own.getByTestId('password-again').fill('winter on the steppe');
      await own.getByTestId('password-save').click();
      await own.getByTestId('person').waitFor();
      // The page it came for is not among its own.
      await own.locator('.ant-result-403').waitFor();
      expect(await own.getByTestId('person').textContent()).toBe('<script>alert(1)</script>小王');

      await page.goto(`${world.hub.url}/console/people?search=xiao`);
      await page.getByTestId('person-row').getByRole('link', { name: 'xiao.wang' }).click();
      await page.getByTestId('person-disable').click();
      await page.locator('.ant-popconfirm .ant-btn-primary').click();
      await page.locator('.ant-tag', { hasText: '已停用' }).waitFor();
      await own.goto(`${world.hub.url}/console/account`);
      await own.getByTestId('sign-in').waitFor();

      await page.goto(`${world.hub.url}/console/audit?search=person.disable`);
      await page.getByTestId('audit-row').first().waitFor();
      await page.getByTestId('audit-verify').click();
      await page.getByTestId('audit-proof').getByText('完整无误').waitFor();
      expect(admin.problems).toEqual([]);
      await context.close();
      await admin.close();
    },
    waitMs,
  );

  it(
    '[PEO-18] a security key is registered and asked for',
    async () => {
      const context = await world.browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('WebAuthn.enable');
      await session.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'usb',
          hasResidentKey: false,
          hasUserVerification: false,
          automaticPresenceSimulation: true,
        },
      });
      const url = world.hub.url.replace('127.0.0.1', 'localhost');
      const signIn = async () => {
        await page.getByTestId('login').fill('statistician');
        await page.getByTestId('password').fill(demoPassword);
        await page.getByTestId('sign-in').click();
        await page.getByTestId('person').waitFor();
      };
      await page.goto(`${url}/console/account`);
      await signIn();
      await page.getByTestId('key-name').fill('办公室的钥匙');
      await page.getByTestId('key-add').click();
      await page.getByText('办公室的钥匙').waitFor();
      await context.clearCookies();
      await page.reload();
      const asked = page.waitForResponse((answer) => answer.url().endsWith('/api/session/second-factor'));
      await signIn();
      expect((await asked).status()).toBe(200);
      await context.close();
    },
    waitMs,
  );
});
