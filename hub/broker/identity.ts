// Who is at the other end of a TLS connection: read once from the certificate, which is then let go.

import type { TLSSocket } from 'node:tls';
import { CounterId } from '@zhuangui/protocol/units.ts';
import { Compile } from 'typebox/compile';

export interface Identity {
  counter: string;
  /** Certificate serial, lower-case hexadecimal without leading zeros. */
  serial: string;
  notAfterMs: number;
}

const counterId = Compile(CounterId);
export const isCounterId = (id: unknown): id is string => counterId.Check(id);

/** One spelling for serials, whoever printed them. */
export const plainSerial = (serial: string): string => serial.toLowerCase().replace(/^0+(?=.)/, '');

/** BRK-1: the counter named by the peer's verified certificate; undefined when it names none. */
export function identityOf(socket: TLSSocket): Identity | undefined {
  const certificate = socket.getPeerCertificate();
  const counter: unknown = certificate.subject?.CN;
  if (!socket.authorized || !isCounterId(counter)) return undefined;
  return {
    counter,
    serial: plainSerial(certificate.serialNumber),
    notAfterMs: Date.parse(certificate.valid_to),
  };
}
