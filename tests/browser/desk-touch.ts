// What a hand does on the operator's page.
import { rightPin } from '@zhuangui/device/screens/testing/fake-desk.ts';
import type { Page } from 'playwright-core';

export async function press(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await page.getByTestId(`digit-${digit}`).tap();
}

/** A scanner: characters within a millisecond of each other, then Enter; ␝ is sent as Ctrl+]. */
export async function scan(page: Page, text: string): Promise<void> {
  for (const char of text) {
    if (char === '\u001d') await page.keyboard.press('Control+]');
    else await page.keyboard.press(char);
  }
  await page.keyboard.press('Enter');
}

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
