// pure
// Hex text to one JSON-ready object per frame and per run of discarded bytes: what `npm run board:decode` prints.
import { type HexError, parseHex, toHex } from './hex.ts';
import { decodeAgentMessage, decodeBoardMessage } from './messages.ts';
import { type DecodeFrame, emptyParser, feed, finish, mergeDiscarded, type ParserItem } from './parser.ts';

/** `board`: what the board sends (V→U). `agent`: what the agent, the upper computer, sends (U→V). */
export type Direction = 'board' | 'agent';

export type DecodeResult = { ok: true; lines: object[] } | { ok: false; error: HexError };

const asLine = (item: ParserItem<object>): object =>
  item.kind === 'frame' ? item.message : { discarded: toHex(item.bytes), reason: item.reason };

/** Decodes bytes as one stream without time: only the end of the input makes a frame incomplete. */
export function decodeBytes(bytes: Uint8Array, direction: Direction): object[] {
  const decode: DecodeFrame<object> = direction === 'board' ? decodeBoardMessage : decodeAgentMessage;
  const step = feed(emptyParser(), bytes, 0, Number.POSITIVE_INFINITY, decode);
  const items = [...step.items, ...finish(step.state, decode).items];
  return mergeDiscarded(items).map(asLine);
}

/** Decodes hex text; a character that is no hex digit is an error with its line and column. */
export function decodeText(text: string, direction: Direction): DecodeResult {
  const hex = parseHex(text);
  return hex.ok ? { ok: true, lines: decodeBytes(hex.bytes, direction) } : hex;
}
