import { describe, expect, it } from 'vitest';
import { parseScenarioLine, readScenario, scenarioNames } from './scenario.ts';
import * as words from './scenario-words.ts';

describe('[SIM-9] scenarios are one readable object a line', () => {
  const all = [
    words.jam(13, 2),
    words.lyingSensor(13, 'denies-a-drop'),
    words.motorFault(13, 10),
    words.slowMotor(13, 5000),
    words.neverFinishes(13, { drops: true }),
    words.doubleResult(13),
    words.heal(),
    words.silence({ afterFrames: 3, forMs: 1000 }),
    words.noise({ rate: 0.1, seed: 4 }),
    words.loseAck(2),
    words.restart({ when: 'before-result' }),
    words.doorOpen(),
    words.pullDoor({ cabinet: 0, door: 'left' }, true),
    words.shutDoor({ cabinet: 0, door: 'left' }),
    words.takeFrom(13, 2),
    words.scaleFault(13),
    words.lockFault({ cabinet: 0, door: 'right' }),
    words.temperature(null),
    words.emptySlot(13),
    words.restock(13, 4),
    words.fullLoad(),
    words.insertMoney(500),
    words.returnLever(),
    words.swallow(),
    words.changeFloat(500, 1000),
    words.acceptorFault('notes'),
    words.payoutJam({ paysFen: 100 }),
    words.silentPayout(true, 2),
    words.keypad(0),
    words.keypadSale(13),
    words.operatorSets(13, { priceFen: 5 }),
    words.unplug(),
    words.plug(),
  ];

  it.each(all)('$do survives its line of JSON', (scenario) => {
    expect(parseScenarioLine(JSON.stringify(scenario))).toEqual(scenario);
  });

  it('has a word in every place of the vocabulary', () => {
    expect(new Set(all.map((scenario) => scenario.do))).toEqual(new Set(scenarioNames));
  });

  it.each([
    ['jam', /not JSON: write one object a line/],
    ['[]', /"do" is undefined: use one of jam,/],
    ['{"do":"toString"}', /"do" is "toString"/],
    ['{"do":"jam"}', /jam.*slot/],
    ['{"do":"jam","slot":-1}', /jam\/slot/],
    ['{"do":"jam","slot":13,"time":2}', /jam.*time/],
    ['{"do":"noise","rate":2}', /noise\/rate/],
    ['null', /"do" is undefined/],
  ])('refuses %s in words', (line, message) => expect(() => parseScenarioLine(line)).toThrow(message));

  it('checks values as well as lines', () => expect(() => readScenario({ do: 'door' })).toThrow(/door/));
});
