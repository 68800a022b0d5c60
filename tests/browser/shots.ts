// What a screenshot is taken of: a page of a counter, brought there by a view and a few touches.
import type { FakeDesk } from '@zhuangui/device/screens/testing/fake-desk.ts';
import type { FakeSource } from '@zhuangui/device/screens/testing/fake-source.ts';
import type { Page } from 'playwright-core';

export interface Shot {
  /** Part of the file name. */
  name: string;
  /** Path of the page on the counter's screen server. */
  url: string;
  /** What the agent says. */
  view(source: FakeSource): void;
  /** What the operator's desk says. */
  desk?(desk: FakeDesk): void;
  /** Touches that lead there, after the language and the mode are chosen. */
  act?(page: Page): Promise<void>;
  /** Test id of what must be seen before the picture is taken. */
  until: string;
  /** False for a page that knows no large type, high contrast or low controls, or shows nothing new in them. */
  modes?: boolean;
  /** The page speaks every language at once, or has one. */
  only?: 'first-language';
}
