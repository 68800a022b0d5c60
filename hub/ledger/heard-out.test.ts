import { expect, it } from 'vitest';
import { HeardOut } from './heard-out.ts';

it('[LED-12] a counter is heard out when the hub holds what it first said that it had', () => {
  const heard = new HeardOut();
  expect(heard.has('k-1')).toBe(false);
  heard.holds('k-1', 'j1', 9);
  expect(heard.has('k-1')).toBe(false);
  heard.said('k-1', 'j1', 5);
  heard.holds('k-1', 'j0', 9);
  heard.holds('k-1', 'j1', 4);
  heard.holds('k-2', 'j1', 5);
  expect(heard.has('k-1')).toBe(false);
  heard.holds('k-1', 'j1', 5);
  expect(heard.has('k-1')).toBe(true);
  heard.said('k-1', 'j1', 900);
  expect(heard.has('k-1')).toBe(true);
});
