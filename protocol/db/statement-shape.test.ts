import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStatement } from './statement-shape.ts';

describe('readStatement', () => {
  it('finds the verb behind comments and behind WITH', () => {
    expect(readStatement('-- a;\n/* b; */ select 1')).toMatchObject({
      verb: 'SELECT',
      keep: true,
      changesRows: false,
    });
    const sql = 'WITH a(x) AS (SELECT 1), b AS (DELETE) INSERT INTO t SELECT x FROM a RETURNING x';
    expect(readStatement(sql)).toMatchObject({ verb: 'INSERT', changesRows: true, returning: true });
    expect(readStatement('WITH a AS (SELECT 1) SELECT * FROM a')).toMatchObject({ verb: 'SELECT' });
  });

  it('keeps neither pragmas nor schema statements', () => {
    expect(readStatement('PRAGMA user_version').keep).toBe(false);
    expect(readStatement('CREATE TABLE t (a)').keep).toBe(false);
  });

  it('[DB-6] counts placeholders outside text, names and comments', () => {
    expect(readStatement(`SELECT ?, '?', "?", [?], \`?\`, ? -- ?`).parameterCount).toBe(2);
    expect(readStatement('SELECT ?3, ?1').parameterCount).toBe(3);
    expect(readStatement("SELECT 'it''s ?', ?").parameterCount).toBe(1);
  });

  it('[DB-6] refuses named parameters but not their look-alikes in text', () => {
    for (const sql of ['SELECT :a', 'SELECT @a', 'SELECT $a', 'SELECT $1', 'SELECT :1'])
      expect(() => readStatement(sql)).toThrow('Named');
    expect(readStatement("SELECT j ->> '$.a', ':b' FROM t").parameterCount).toBe(0);
  });

  it('[DB-5] refuses a second statement wherever it hides', () => {
    for (const sql of ['SELECT 1; SELECT 2', "SELECT ';';DELETE FROM t", 'SELECT 1 /* ; */ ; \n x', '']) {
      expect(() => readStatement(sql)).toThrow(/statement/);
    }
    const trigger = 'CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; SELECT 1; END';
    expect(readStatement(`${trigger};`).verb).toBe('CREATE');
    expect(() => readStatement(`${trigger}; DROP TABLE t`)).toThrow('several');
  });

  it('takes any text in quotes as one value', () => {
    const quoted = fc.string({ unit: 'binary' }).map((text) => `'${text.replaceAll("'", "''")}'`);
    fc.assert(
      fc.property(fc.array(quoted, { minLength: 1 }), (texts) => {
        expect(readStatement(`SELECT ${texts.join(', ')}, ?`)).toMatchObject({
          verb: 'SELECT',
          parameterCount: 1,
        });
      }),
    );
  });

  it('reads a long text without running out of stack', () => {
    expect(readStatement(`SELECT '${'x'.repeat(2_000_000)}'`).verb).toBe('SELECT');
  });
});
