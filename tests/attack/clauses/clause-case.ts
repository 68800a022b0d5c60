// One row of the conformance table: what a client sends, and what the hub must answer.
import { connect, hex } from '../mqtt-bytes.ts';

/** The counter whose certificate every row uses. */
export const own = 'c-001';
export const ownTopic = `counters/${own}/journal`;
export const ownFilter = `counters/${own}/position`;

export interface ClauseCase {
  /** Normative statement of MQTT 3.1.1, or its section where the statement has no number. */
  clause: string;
  what: string;
  /** Written one after the other, as single segments. */
  send: readonly Buffer[];
  /** Every byte of the answer. */
  answer: Buffer;
  /** `open`: a PINGREQ afterwards is still answered. */
  end: 'closed' | 'open';
  /** Where the hub does something else than the clause asks, or less than it offers: why that is safe. */
  because?: string;
  /** Messages that reach the hub; none unless said. */
  handled?: number;
}

export const none = Buffer.alloc(0);
export const accepted = hex('20020000');
export const refusedWith = (code: number): Buffer => Buffer.from([0x20, 2, 0, code]);
export const welcome = connect({ id: own });

type More = Pick<ClauseCase, 'because' | 'handled'>;

/** Refused before a session: nothing, or a CONNACK, and the end. */
export const before = (
  clause: string,
  what: string,
  send: Buffer | Buffer[],
  code = 0,
  more: More = {},
): ClauseCase => ({
  ...{ clause, what, send: [send].flat(), end: 'closed' as const, ...more },
  answer: code === 0 ? none : refusedWith(code),
});

/** CONNECT is accepted, then these bytes end the connection. */
export const ends = (clause: string, what: string, send: Buffer, more: More = {}): ClauseCase => ({
  ...{ clause, what, send: [welcome, send], answer: accepted, end: 'closed' as const, ...more },
});

/** CONNECT is accepted, these bytes are answered so, and the connection lives on. */
export const answers = (
  clause: string,
  what: string,
  send: Buffer | Buffer[],
  answer: string,
  more: More = {},
): ClauseCase => ({
  ...{ clause, what, send: [welcome, ...[send].flat()], end: 'open' as const, ...more },
  answer: Buffer.concat([accepted, hex(answer)]),
});
