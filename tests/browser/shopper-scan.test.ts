// A scanner at an open-door cabinet: it types like a keyboard into the shopper's page.
import { describe, expect, it } from 'vitest';
import { scan as scanInto } from './desk-touch.ts';
import { portrait, useStage } from './shopper-stage.ts';

const stage = useStage();
const { seen, count } = stage;

describe('a scanner at a cabinet', () => {
  const scan = (text: string) => scanInto(stage.page, text);

  it('[SCR-45] puts scanned goods into the basket, and says when they are not for sale', async () => {
    stage.source.show({ machine: 'cabinet' });
    stage.source.answers.scan = (text) => (text.startsWith('690') ? 3 : undefined);
    await stage.open(portrait);
    await seen('slot-1');
    await scan('6901234567892');
    await seen('cart');
    expect(stage.source.touches).toEqual(['scan 6901234567892']);
    await scan('4006381333931');
    await seen('problem');
    stage.problems.splice(0);
  });

  it('[SCR-45] is not listened to where motors drop the goods', async () => {
    await seen('slot-1');
    await scan('6901234567892');
    stage.source.show({ freshness: 'amber' });
    await seen('slot-1');
    expect(stage.source.touches).toEqual([]);
    expect(await count('cart')).toBe(0);
  });
});
