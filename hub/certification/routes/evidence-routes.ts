// Evidence files in and out. A file leaves as a download of its checked type and nothing else.
import { type Route, route } from '../../http/routes/route.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { evidenceBytesMax, evidenceKinds } from '../evidence-kind.ts';
import { actedOn, type CertificationRouteParts, seen } from './route-parts.ts';
import { Ok, ok } from './shapes.ts';

const tag = 'certification';

export function evidenceRoutes({ certification }: CertificationRouteParts): Route[] {
  const { applications } = certification;
  return [
    route({
      method: 'post',
      path: '/api/applications/:id/evidence',
      tag,
      summary: 'Adds a PDF, JPEG or PNG of 10 MB at most; 20 files at most.',
      access: 'application.write',
      file: { bytesMax: evidenceBytesMax, about: 'PDF, JPEG or PNG' },
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, 'application.write');
        const name = cleanName(call.fileName);
        await applications.addEvidence(call.actor, id, { name, bytes: call.bytes });
        return ok;
      },
    }),
    route({
      method: 'delete',
      path: '/api/applications/:id/evidence/:evidence',
      tag,
      summary: 'Takes a file out of the current version; earlier versions keep it.',
      access: 'application.write',
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, 'application.write');
        await applications.removeEvidence(call.actor, id, Number(call.params['evidence']));
        return ok;
      },
    }),
    route({
      method: 'get',
      path: '/api/applications/:id/evidence/:evidence',
      tag,
      summary: 'Downloads an evidence file.',
      access: 'application.read',
      answerType: 'application/octet-stream',
      async handle(call) {
        const { id } = await seen(certification, call);
        const file = await certification.evidence.file(id, Number(call.params['evidence']));
        if (!file) throw new DomainError('unknown', 'evidence', 'There is no such file.');
        const name = encodeURIComponent(file.row.name);
        call.response
          .status(200)
          .set({
            'content-type': evidenceKinds[file.row.kind].type,
            'content-disposition': `attachment; filename*=UTF-8''${name}`,
            'x-content-type-options': 'nosniff',
            'content-security-policy': "default-src 'none'; sandbox",
          })
          .end(file.bytes);
        return undefined;
      },
    }),
  ];
}

/** Control characters never reach a list or a header. */
const cleanName = (name: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  name.replace(/[\u0000-\u001f\u007f]/g, '').slice(-120);
