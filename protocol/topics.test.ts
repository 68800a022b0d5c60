import { describe, expect, it } from 'vitest';
import {
  counterTopic,
  downlinkKinds,
  listsTopic,
  mayPublish,
  maySubscribe,
  parseTopic,
  uplinkKinds,
} from './topics.ts';

const own = 'counter-150430-0001';

describe('topics', () => {
  it('[LINK-1] builds and parses every topic', () => {
    for (const kind of uplinkKinds) {
      expect(parseTopic(counterTopic(own, kind))).toEqual({ kind, counter: own, direction: 'up' });
    }
    for (const kind of downlinkKinds) {
      expect(parseTopic(counterTopic(own, kind))).toEqual({ kind, counter: own, direction: 'down' });
    }
    expect(parseTopic(listsTopic)).toEqual({ kind: 'lists', direction: 'down' });
  });

  it.each([
    '',
    '#',
    '+',
    'counters/#',
    'counters/+/journal',
    `counters/${own}`,
    `counters/${own}/journal/x`,
    `counters/${own}/Journal`,
    'counters//journal',
    '$SYS/uptime',
    'lists/current/',
    'counters/ab/journal',
    'counters/a\u0000bc/journal',
  ])('[LINK-2] %j is foreign: neither written nor read', (topic) => {
    expect(parseTopic(topic)).toEqual({ kind: 'foreign' });
    expect(mayPublish(own, topic)).toBe(false);
    expect(maySubscribe(own, topic)).toBe(false);
  });

  it('[LINK-1] a counter writes its own uplink topics only', () => {
    expect(mayPublish(own, counterTopic(own, 'journal'))).toBe(true);
    expect(mayPublish(own, counterTopic('counter-150430-0002', 'journal'))).toBe(false);
    expect(mayPublish(own, counterTopic(own, 'position'))).toBe(false);
    expect(mayPublish(own, listsTopic)).toBe(false);
  });

  it('[LINK-2] a counter reads its own downlink topics and the lists only', () => {
    expect(maySubscribe(own, counterTopic(own, 'position'))).toBe(true);
    expect(maySubscribe(own, listsTopic)).toBe(true);
    expect(maySubscribe(own, counterTopic('counter-150430-0002', 'position'))).toBe(false);
    expect(maySubscribe(own, counterTopic(own, 'journal'))).toBe(false);
  });
});
