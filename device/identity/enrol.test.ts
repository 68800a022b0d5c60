import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newJournalKey } from '../journal/key.ts';
import { enrol } from './enrol.ts';
import { identityProblem } from './identity-files.ts';
import { type Answerer, answeringHub, type TestAuthority, testAuthority } from './identity-rig.ts';

const counter = 'counter-150103-0001';
const code = 'ABCDEFGHIJKLMNOP';
let authority: TestAuthority;
let close: () => Promise<void>;

beforeEach(async () => {
  authority = await testAuthority();
  close = async () => {};
});
afterEach(() => close());

/** Enrols at a hub whose answer to the request itself is given; `/authority` is answered as it should be. */
async function enrolAt(answer: Answerer, claim = `${code}.${authority.fingerprint}`) {
  const hub = await answeringHub(authority, async (path, body) =>
    path === '/authority' ? { status: 200, body: authority.pem } : answer(path, body),
  );
  close = hub.close;
  return enrol({ counter, hub, claim, journalKey: newJournalKey() });
}

const granted = (certificate: string) => ({
  status: 201,
  body: JSON.stringify({ v: 1, counter, certificate, authority: authority.pem, notAfter: Date.now() }),
});

describe('enrolment', () => {
  it('[FLT-3] ends with a certificate over a key that never left the counter', async () => {
    const sent: string[] = [];
    const identity = await enrolAt(async (_path, body) => {
      sent.push(body);
      return granted(await authority.issueFor(JSON.parse(body).csr));
    });
    expect(identityProblem(identity)).toBeUndefined();
    expect(JSON.parse(sent[0]!)).toMatchObject({ v: 1, code, counter });
    expect(sent[0]).not.toContain('PRIVATE');
  });

  it('[FLT-3] passes the hub’s own words on', async () => {
    const error = { code: 'code-used', message: 'This code was used already: ask for a new one.' };
    const refused = enrolAt(async () => ({ status: 409, body: JSON.stringify({ error }) }));
    await expect(refused).rejects.toThrow('This code was used already');
  });

  it('[FLT-3] a machine that waits for approval says which one it is, as the console shows it', async () => {
    const error = { code: 'approval-waiting', message: 'an administrator must approve this machine' };
    let fingerprint = '';
    const waiting = enrolAt(async (_path, body) => {
      const key = Buffer.from(JSON.parse(body).journalKey, 'base64');
      fingerprint = createHash('sha256').update(key).digest('hex').slice(0, 16);
      return { status: 403, body: JSON.stringify({ error }) };
    });
    await expect(waiting).rejects.toThrow(
      /must approve this machine \(fingerprint of this machine: [0-9a-f]{16}\)/,
    );
    await expect(waiting).rejects.toThrow(fingerprint);
  });

  it('[FLT-3] takes no certificate over another key', async () => {
    const { certificate } = await authority.issue(counter);
    await expect(enrolAt(async () => granted(certificate))).rejects.toThrow(
      'of no use: key.pem is not the key',
    );
  });

  it('[FLT-3] sends no code to a hub whose authority is not the one in the claim', async () => {
    const other = await testAuthority();
    const paths: string[] = [];
    const refused = enrolAt(async (path) => {
      paths.push(path);
      return { status: 500, body: '' };
    }, `${code}.${other.fingerprint}`);
    await expect(refused).rejects.toThrow('its authority differs');
    expect(paths).toEqual([]);
  });

  it.each(['', 'ABC', `${code}.12`, `${code.toLowerCase()}.${'0'.repeat(64)}`])(
    'says what a claim looks like when it gets %j',
    async (claim) => {
      await expect(enrolAt(async () => granted(''), claim)).rejects.toThrow('CODE.FINGERPRINT');
    },
  );

  it.each([
    ['no certificate', 'hello', 'no hub'],
    ['more than it can want to say', 'x'.repeat(100_000), 'answered too much'],
  ])('refuses an address that answers with %s', async (_what, body, words) => {
    const hub = await answeringHub(authority, async () => ({ status: 200, body }));
    close = hub.close;
    const claim = `${code}.${authority.fingerprint}`;
    await expect(enrol({ counter, hub, claim, journalKey: newJournalKey() })).rejects.toThrow(words);
  });
});
