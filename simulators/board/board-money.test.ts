import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodiesOf, commandHex, createBench, syncHex } from './board-bench.ts';
import type { Scenario } from './scenario.ts';
import * as words from './scenario-words.ts';

const PAY_OUT = 0x25;
function synced(config = {}) {
  const b = createBench([{ selection: 13, inventory: 7, capacity: 10, priceFen: 350 }], config);
  b.talk(1000, [syncHex(1)]);
  b.sent.length = 0;
  return b;
}

describe('[SIM-16] the money in the simulated board', () => {
  it('gives change as far as tubes and recycler reach; the rest stays credit', () => {
    const b = synced({ noteChangeFen: 500, coinChangeFen: 230 });
    b.apply(words.insertMoney(2000));
    b.talk(1000, [commandHex(PAY_OUT, 2)]);
    expect(bodiesOf(b.sent, 0x26)).toEqual(['00 00 01 F4 00 00 00 E6']);
    expect(bodiesOf(b.sent, 0x23).at(-1)).toBe('00 00 04 F6');
    b.talk(1000, [commandHex(PAY_OUT, 3)]);
    expect(bodiesOf(b.sent, 0x26).at(-1)).toBe('00 00 00 00 00 00 00 00');
  });

  it('tells change and faulty acceptors in 0x52, and the tubes in menu 0x40', () => {
    const b = synced({ noteChangeFen: 1, coinChangeFen: 2 });
    b.apply(words.acceptorFault('coins'));
    b.talk(1000, [commandHex(0x51, 2), commandHex(0x70, 3, 0x40, 0)]);
    expect(bodiesOf(b.sent, 0x52)[0]).toMatch(/^00 01 00 00 .. 00 00 00 00 01 00 00 00 02/);
    expect(bodiesOf(b.sent, 0x71)[0]).toMatch(/^40 00 00 00 00 00 02 00/);
  });

  it('jams, keeps silent, swallows, and gives back by the lever', () => {
    const b = synced();
    b.apply(words.insertMoney(500, 2));
    b.apply(words.payoutJam({ paysFen: 100 }));
    b.apply(words.silentPayout(true));
    b.talk(1000, [commandHex(PAY_OUT, 2)]);
    expect(bodiesOf(b.sent, 0x26)).toEqual([]);
    expect(b.state().cash.paidOutFen).toBe(100);
    b.apply(words.returnLever());
    b.talk(1000);
    expect(bodiesOf(b.sent, 0x26)).toEqual(['00 00 00 00 00 00 01 90']);
    b.apply(words.insertMoney(300, 2));
    b.apply(words.swallow());
    b.talk(1000);
    expect(bodiesOf(b.sent, 0x21).at(-1)).toBe('08 00 00 01 2C');
    expect(b.state().cash).toMatchObject({ insertedFen: 800, paidOutFen: 500, swallowedFen: 300 });
  });

  it('does not heed the coin return while it sells, so that goods and money do not both leave', () => {
    const b = synced({ motorMs: 500 });
    b.apply(words.insertMoney(500, 2));
    b.talk(300, [commandHex(0x03, 2, 0, 13)]);
    expect(b.state().motor).toMatchObject({ selection: 13, sale: true });
    b.apply(words.returnLever());
    b.talk(1000);
    expect(b.state().cash).toMatchObject({ paidOutFen: 0, soldFen: 350 });
    b.apply(words.returnLever());
    b.talk(1000);
    expect(b.state().cash).toMatchObject({ insertedFen: 500, paidOutFen: 150 });
  });

  it('takes everything again after a restart, whatever was shut before', () => {
    const b = synced();
    b.talk(1000, [commandHex(0x28, 2, 0, 0, 0)]);
    b.apply(words.restart({ when: 'idle' }));
    b.talk(1000);
    expect(b.state().masks).toEqual({ notes: 0xffff, coins: 0xffff });
  });

  it('neither makes nor loses a fen', () => {
    const happening = fc.constantFrom<Scenario | 'pay-out' | 'buy'>(
      words.insertMoney(1000),
      words.insertMoney(50, 2),
      words.payoutJam({ paysFen: 20 }),
      words.silentPayout(true),
      words.silentPayout(false),
      words.swallow(),
      words.returnLever(),
      words.changeFloat(100),
      words.jam(13),
      'pay-out',
      'buy',
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const b = synced({ motorMs: 20 });
        let pack = 1;
        for (const one of happenings) {
          if (typeof one !== 'string') {
            b.apply(one);
            b.talk(300);
            continue;
          }
          pack += 1;
          b.talk(600, [commandHex(one === 'buy' ? 3 : PAY_OUT, pack, ...(one === 'buy' ? [0, 13] : []))]);
        }
        const { cash, creditFen } = b.state();
        expect(cash.insertedFen).toBe(cash.paidOutFen + cash.soldFen + cash.swallowedFen + creditFen);
        expect(Math.min(cash.noteChangeFen, cash.coinChangeFen, creditFen)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
