// The log against the lists: what was published stands in it as it is here, and what stands in it was not taken away.
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import { parseCheckpointText } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { logFieldName, parseLogField } from '@zhuangui/protocol/tlog/log-field.ts';
import { parseNote } from '@zhuangui/protocol/tlog/note.ts';
import type { Findings } from '../findings.ts';
import type { Published } from '../lists/published.ts';
import type { ReadLog } from './read-log.ts';

export function compareLists(findings: Findings, published: Published, log: ReadLog): void {
  if (!log.isHere) return;
  const logged = new Set<string>();
  for (const leaf of log.lists) {
    logged.add(leaf.snapshot);
    for (const [role, { version, sha256 }] of Object.entries(leaf.roles)) {
      findings.checked('list versions of the log');
      const own = published.hashes.get(`${role} ${version}`);
      const file = exportPaths.metadata(role, version);
      if (own === sha256) continue;
      const detail =
        own === undefined
          ? 'the log says it was published, and it is not here'
          : 'the log holds it with another hash';
      findings.violation('log-list', { file }, detail);
    }
  }
  for (const { sha256, version } of published.snapshots.values()) {
    if (logged.has(sha256)) continue;
    const atMs = published.timestamps.find(({ snapshot }) => snapshot.sha256 === sha256)?.signedAtMs ?? 0;
    if (atMs < log.beganAtMs) findings.unchecked('lists that were published before the log began');
    else
      findings.violation(
        'log-list',
        { file: exportPaths.metadata('snapshot', version) },
        'it was published and is not in the log',
      );
  }
  for (const { version, log: field } of published.timestamps) timestampField(findings, version, field, log);
}

/** Every timestamp carries a signed state of the log: counters saw it, so it is no longer the hub's to change. */
function timestampField(findings: Findings, version: number, value: unknown, log: ReadLog): void {
  if (value === undefined) return;
  const field = parseLogField(value);
  const file = exportPaths.metadata('timestamp', version);
  const note = field && parseNote(field.checkpoint);
  const read = note?.ok ? parseCheckpointText(note.note.text) : undefined;
  if (!read?.ok)
    return findings.violation('log-fork', { file }, `its field ${logFieldName} holds no checkpoint`);
  const { origin, size, root } = read.checkpoint;
  findings.checked('states of the log that counters were shown');
  const own = log.root(origin, size);
  if (own !== Buffer.from(root).toString('base64'))
    findings.violation(
      'log-fork',
      { file },
      own === undefined
        ? `it shows ${size} leaves of ${origin}, and no such checkpoint is here`
        : `it shows another log of ${size} leaves`,
    );
}
