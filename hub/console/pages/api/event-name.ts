// pure
import { eventKind } from '../../../connectors/event-kinds.ts';

/** An event's kind in the reader's language; an unknown one names itself. */
export function eventName(name: string, language: string): string {
  const kind = eventKind(name);
  if (!kind) return name;
  return language.startsWith('zh') ? kind.zh : kind.en;
}
