import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CatalogError } from '../catalog/catalog-error.ts';
import { FleetError } from '../fleet/fleet-error.ts';
import { httpErrorOf } from './error-answers.ts';
import { HttpError, httpErrorCodes, sentenceOf, statusOf } from './errors.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/rules/http.md'), 'utf8');

describe('errors of the HTTP interface', () => {
  it('[HTTP-3] the document lists exactly the table', () => {
    const rows = [...document.matchAll(/^\| `([a-z-]+)` *\| (\d+) *\| (.+?) *\|$/gm)].map(
      ([, ...row]) => row,
    );
    expect(rows).toEqual(httpErrorCodes.map((code) => [code, String(statusOf(code)), sentenceOf(code)]));
  });

  it('[HTTP-3] errors of the slices have a place in it, others are not shown', () => {
    const codeOf = (error: unknown) => httpErrorOf(error)?.code;
    expect(codeOf(new CatalogError('unknown-entry', 'x'))).toBe('unknown-entry');
    expect(codeOf(new CatalogError('under-signed', 'x'))).toBe('not-published');
    expect(codeOf(new FleetError('invalid', 'x'))).toBe('bad-request');
    expect(codeOf(new FleetError('exists', 'x'))).toBe('exists');
    expect(codeOf(new HttpError('import-busy'))).toBe('import-busy');
    expect(codeOf(Object.assign(new Error('x'), { status: 413 }))).toBe('too-large');
    expect(codeOf(new Error('a secret'))).toBeUndefined();
  });
});
