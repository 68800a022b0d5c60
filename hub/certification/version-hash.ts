// pure
// CERT-6: one hash stands for all that was approved: the words, the files, whose and which version.
import { createHash } from 'node:crypto';
import { type Content, orderedJson } from './application-content.ts';

export interface VersionParts {
  application: string;
  version: number;
  creditCode: string;
  /** As registered when the version was handed in: it stands in the entry. */
  supplierName: string;
  content: Content;
  /** SHA-256 of each evidence file with its name, in any order. */
  evidence: readonly { sha256: string; name: string }[];
}

export function versionHash({ evidence, ...parts }: VersionParts): string {
  const files = evidence.map(({ sha256, name }) => `${sha256} ${name}`).sort();
  return createHash('sha256')
    .update(orderedJson({ v: 1, ...parts, files }))
    .digest('hex');
}
