// MQTT 3.1.1, section 1.5.3: every place for text against every kind of bytes that is none.
import { connect, connectFlags, field, hex, publish, subscribe, unsubscribe } from '../mqtt-bytes.ts';
import { answers, before, type ClauseCase, ends, own, ownFilter } from './clause-case.ts';

const illFormed: Record<string, string> = {
  'a high surrogate': 'eda080',
  'a low surrogate': 'edbfbf',
  'a pair of surrogates': 'eda081edb080',
  'an overlong U+0000': 'c080',
  'an overlong slash': 'c0af',
  'three bytes for U+007F': 'e081bf',
  'four bytes for U+FFFF': 'f08fbfbf',
  'U+110000': 'f4908080',
  'five bytes': 'f888808080',
  'a lone continuation': '80',
  'a cut sequence': 'e4b8',
  'a byte 0xFE': 'fe',
  'a byte 0xFF': 'ff',
};
const forbidden: Record<string, string> = { 'U+0000': '00', 'U+0000 in the middle': '2d002d' };
const discouraged: Record<string, string> = {
  'U+0001': '01',
  'U+001F': '1f',
  'a line feed': '0a',
  'U+007F': '7f',
  'U+0080': 'c280',
  'U+009F': 'c29f',
  'U+FDD0': 'efb790',
  'U+FFFF': 'efbfbf',
  'U+1FFFE': 'f09fbfbe',
};

const { clean, username, will } = connectFlags;
const mixed = (start: string, bad: string) => Buffer.concat([Buffer.from(start), hex(bad)]);

const places: Record<string, (clause: string, what: string, bad: string) => ClauseCase> = {
  'the client id': (clause, what, bad) => before(clause, what, connect({ id: mixed(own, bad) })),
  'the user name': (clause, what, bad) =>
    before(clause, what, connect({ id: own, flags: clean | username, rest: [field(mixed('u', bad))] })),
  'the will topic': (clause, what, bad) =>
    before(
      clause,
      what,
      connect({ id: own, flags: clean | will, rest: [field(mixed('w', bad)), field('x')] }),
    ),
  'a topic': (clause, what, bad) => ends(clause, what, publish(mixed('t', bad))),
  'a filter to subscribe': (clause, what, bad) => ends(clause, what, subscribe([ownFilter, mixed('t', bad)])),
  'a filter to unsubscribe': (clause, what, bad) => ends(clause, what, unsubscribe([mixed('t', bad)])),
};

const rows = (clause: string, texts: Record<string, string>): ClauseCase[] =>
  Object.entries(places).flatMap(([place, row]) =>
    Object.entries(texts).map(([name, bad]) => row(clause, `${name} in ${place}`, bad)),
  );

export const textClauses: ClauseCase[] = [
  ...rows('MQTT-1.5.3-1', illFormed),
  ...rows('MQTT-1.5.3-2', forbidden),
  // 1.5.3 leaves it to the receiver; what stands in a log or on a screen is better refused here.
  ...rows('1.5.3', discouraged),
  // Were it stripped, this would be the counter's own filter.
  answers(
    'MQTT-1.5.3-3',
    'U+FEFF is a character of the filter',
    subscribe([mixedMark(ownFilter)]),
    '9003 0007 80',
  ),
];

function mixedMark(text: string): Buffer {
  return Buffer.concat([hex('efbbbf'), Buffer.from(text)]);
}
