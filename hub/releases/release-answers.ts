// pure
// Schemas of what the routes of releases answer.
import { Sha256 } from '@zhuangui/protocol/units.ts';
import Type, { type TSchema } from 'typebox';
import { OrNull } from '../http/answers.ts';
import { changeKinds, changeSources } from './release-types.ts';

const Count = Type.Integer({ minimum: 0 });
const TimeMs = Type.Integer({ minimum: 0, description: 'Milliseconds since 1970 UTC' });
const Words = Type.Object({ zh: Type.String(), en: Type.String() });

export const rowsOf = <S extends TSchema>(row: S) => Type.Object({ rows: Type.Array(row), total: Count });
export const Done = Type.Object({});

const Sizes = Type.Object({
  entries: Count,
  set: Count,
  removed: Count,
  chunksChanged: Count,
  chunkBytes: Count,
  catalogBytes: Count,
  patchBytes: Count,
});

const release = {
  id: Type.String(),
  title: Type.String(),
  state: Type.String(),
  revision: Count,
  baseVersion: Count,
  version: OrNull(Count),
  digest: OrNull(Sha256),
  sizes: OrNull(Sizes),
  scheduledAtMs: OrNull(TimeMs),
  problem: OrNull(Type.String()),
  createdBy: Type.String(),
  createdByName: Type.String(),
  createdAtMs: TimeMs,
  publishedAtMs: OrNull(TimeMs),
  publishedByName: OrNull(Type.String()),
};

export const ReleaseRow = Type.Object({ ...release, signatures: Count });
export const FileAnswer = Type.Object({
  sha256: Sha256,
  fileName: Type.String(),
  atMs: TimeMs,
  byName: Type.String(),
  rows: Count,
  accepted: Count,
  rejected: Count,
  unchanged: Count,
});

export const ReleaseAnswer = Type.Object({
  ...release,
  counts: Type.Object({
    added: Count,
    changed: Count,
    removed: Count,
    application: Count,
    file: Count,
    edit: Count,
    conflicts: Count,
  }),
  files: Type.Array(FileAnswer),
  signatures: Type.Array(
    Type.Object({
      person: Type.String(),
      personName: Type.String(),
      keyId: Sha256,
      signedAtMs: TimeMs,
    }),
  ),
  voided: Count,
  authors: Type.Array(Type.String()),
  moved: Type.Boolean(),
});

export const ChangeAnswer = Type.Object({
  entry: Type.String(),
  name: Type.String(),
  kind: Type.Enum(changeKinds),
  fields: Type.Array(Type.Object({ field: Type.String(), before: Type.String(), after: Type.String() })),
  words: Words,
  source: Type.Enum(changeSources),
  sourceRef: Type.String(),
  reason: Type.String(),
  byName: Type.String(),
  atMs: TimeMs,
  conflict: Type.Boolean(),
});

export const RolloutAnswer = Type.Object({
  version: Count,
  counters: Count,
  upToDate: Count,
  versions: Type.Array(Type.Object({ version: Count, counters: Count })),
});

export const RolloutRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  league: Type.String(),
  banner: Type.String(),
  operatingCompany: Type.String(),
  hostUnit: Type.String(),
  version: Count,
  appliedAtMs: TimeMs,
  sellsUntilMs: TimeMs,
});
