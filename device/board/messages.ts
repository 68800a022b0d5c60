// pure
// A frame to a typed object, in either direction (rule BOARD-6).
import { agentMessages } from './commands.ts';
import type { Frame } from './frame.ts';
import { toHex } from './hex.ts';
import { readMenuReply } from './menu.ts';
import { type DecodedBy, type Envelope, type MessageSpec, message } from './message-spec.ts';
import { moneyMessages } from './messages-money.ts';
import { slotMessages } from './messages-slots.ts';
import { systemMessages } from './messages-system.ts';
import { vendMessages } from './messages-vend.ts';
import { Reader, ShortPayload } from './reader.ts';

const boardMessages = {
  ...vendMessages,
  ...slotMessages,
  ...moneyMessages,
  ...systemMessages,
  113: message('menu-reply', 3, readMenuReply),
} as const;

export type UnknownMessage = Envelope<'unknown'> & { data: string };

/** What the board sends, told apart by `name`. */
export type BoardMessage = DecodedBy<(typeof boardMessages)[keyof typeof boardMessages]> | UnknownMessage;
export type BoardMessageOf<N extends BoardMessage['name']> = Extract<BoardMessage, { name: N }>;

/** What the agent sends, as read from a log. */
export type AgentMessage = DecodedBy<(typeof agentMessages)[keyof typeof agentMessages]> | UnknownMessage;

function unknownMessage(frame: Frame): UnknownMessage {
  const data = toHex(frame.payload.slice(1));
  const pack = frame.payload[0];
  return { cmd: frame.cmd, name: 'unknown', ...(pack === undefined ? {} : { pack }), data };
}

function decodeBy(
  specs: Readonly<Record<number, MessageSpec<string, object>>>,
  frame: Frame,
): object | undefined {
  const spec = specs[frame.cmd];
  if (!spec) return unknownMessage(frame);
  if (frame.payload.length < spec.minLength) return undefined;
  const reader = new Reader(frame.payload, Math.min(1, frame.payload.length));
  try {
    const fields = spec.read(reader);
    const pack = frame.payload[0];
    const envelope = { cmd: frame.cmd, name: spec.name, ...(pack === undefined ? {} : { pack }) };
    const extra = reader.left > 0 ? { extra: reader.restHex() } : {};
    return { ...envelope, ...fields, ...extra };
  } catch (error) {
    if (error instanceof ShortPayload) return undefined;
    throw error;
  }
}

/** A frame from the board; `undefined` when its payload is too short for its command. */
export const decodeBoardMessage = (frame: Frame): BoardMessage | undefined =>
  decodeBy(boardMessages, frame) as BoardMessage | undefined;

/** A frame to the board; `undefined` when its payload is too short for its command. */
export const decodeAgentMessage = (frame: Frame): AgentMessage | undefined =>
  decodeBy(agentMessages, frame) as AgentMessage | undefined;
