import 'reflect-metadata';
import { createPrivateKey } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { makeSigningRequest } from './signing-request.ts';

describe('signing request', () => {
  it('[FLT-3] names the counter, is signed by its own key, and that key is P-256', async () => {
    const { csr, key } = await makeSigningRequest('counter-150103-0001');
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(csr, 'base64'));
    expect(request.subject).toBe('CN=counter-150103-0001');
    expect(await request.verify()).toBe(true);
    expect(createPrivateKey(key).asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  });
});
