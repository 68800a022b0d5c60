// What a hand does on the operator's page.
import { rightPin } from '@zhuangui/device/screens/testing/fake-desk.ts';
import type { Page } from 'playwright-core';

export async function press(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await page.getByTestId(`digit-${digit}`).tap();
}

/** A scanner: its characters and Enter come within a millisecond, however busy this machine is; ␝ is sent as Ctrl+]. */
export const scan = (page: Page, text: string): Promise<void> =>
  page.evaluate((typed) => {
    const press = (key: string, ctrlKey = false) =>
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }),
      );
    for (const char of typed) {
      if (char === '\u001d') press(']', true);
      else press(char);
    }
    press('Enter');
  }, text);

export async function signIn(page: Page, pin = rightPin): Promise<void> {
  await page.getByTestId('sign-in').waitFor();
  await press(page, '1001');
  await page.getByTestId('to-pin').tap();
  await press(page, pin);
}

/** Signs in and opens a page from home. */
export async function openTile(page: Page, tile: string): Promise<void> {
  await signIn(page);
  await page.getByTestId(`tile-${tile}`).tap();
}

/** Types a number into the sheet that is open and closes it. */
export async function typeNumber(page: Page, digits: string): Promise<void> {
  await press(page, digits);
  await page.getByTestId('number-done').tap();
}
