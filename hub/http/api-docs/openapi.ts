// pure
// API-1: the OpenAPI document, made from the same descriptions that serve the requests.
import type { TObject, TSchema } from 'typebox';
import type { Route } from '../routes/route.ts';

type Shape = Route['shape'];
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
  [field: string]: unknown;
}
interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  [field: string]: unknown;
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', description: 'One of the codes of docs/rules/http.md.' },
        message: { type: 'string', description: 'A sentence that says what to do.' },
      },
    },
    reason: { type: 'string', description: 'More exact than the code, for programs.' },
  },
};

/** Plain JSON without what the schema library keeps for itself. */
const plain = (schema: TSchema): object => JSON.parse(JSON.stringify(schema)) as object;
const errorAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

/** Express's `:name` and `*name` as OpenAPI's `{name}`. */
export const openApiPath = (path: string): string => path.replace(/[:*](\w+)/g, '{$1}');
const pathNames = (path: string): string[] => [...path.matchAll(/[:*](\w+)/g)].map(([, name]) => name!);

export const operationIdOf = ({ method, path }: Pick<Shape, 'method' | 'path'>): string =>
  [method, ...path.replace('/api/', '').split(/[^A-Za-z0-9]+/)].filter(Boolean).join('-');

function parametersOf({ path, query, file }: Shape): object[] {
  const inPath = pathNames(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return [...inPath, ...(query ? queryParameters(query) : []), ...(file ? [fileName] : [])];
}

const fileName = {
  name: 'x-file-name',
  in: 'header',
  required: false,
  description: 'The file’s own name, percent-encoded.',
  schema: { type: 'string', maxLength: 600 },
};

const queryParameters = (query: TObject): object[] => {
  const required = new Set<string>((query as { required?: string[] }).required ?? []);
  return Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: plain(schema),
  }));
};

function bodyOf({ body, file }: Shape): object | undefined {
  if (file) {
    const content = { 'application/octet-stream': {} };
    return { required: true, description: `${file.about}; at most ${file.bytesMax} bytes.`, content };
  }
  return body && { required: true, content: { 'application/json': { schema: plain(body) } } };
}

function answersOf({ answer, answerType, status = 200, access, body, query, file }: Shape) {
  const schema = answer ? plain(answer) : answerType ? { type: 'string' } : {};
  const mayBeWrong = body !== undefined || query !== undefined || file !== undefined;
  return {
    [String(status)]: { description: 'Done.', content: { [answerType ?? 'application/json']: { schema } } },
    ...(mayBeWrong ? { 400: errorAnswer('Something sent does not fit its form.') } : {}),
    ...(access === 'public' ? {} : { 401: errorAnswer('Nobody said who asks, or the proof is wrong.') }),
    ...(access === 'public'
      ? {}
      : { 403: errorAnswer('Outside what the caller may do, or outside the place.') }),
    default: errorAnswer('Refused: the code and the sentence say why.'),
  };
}

function operationOf(shape: Shape): Operation {
  const { access, tag, summary } = shape;
  const body = bodyOf(shape);
  const parameters = parametersOf(shape);
  return {
    operationId: operationIdOf(shape),
    tags: [tag],
    summary,
    description:
      access === 'public'
        ? 'Open to everybody.'
        : access === 'signed-in'
          ? 'For everybody who signed in.'
          : `Needs the action \`${access}\`.`,
    ...(access === 'public' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: answersOf(shape),
  };
}

/** The first route of a method and path serves; a later one of the same is unreachable and left out. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const { shape } of routes) {
    const path = openApiPath(shape.path);
    paths[path] = { [shape.method]: operationOf(shape), ...paths[path] };
  }
  const tags = [...new Set(routes.map(({ shape }) => shape.tag))].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: '消费扶贫专柜平台 / Certified-goods counters: the hub',
      version: '1',
      description:
        'Amounts are whole fen (分), times milliseconds since 1970 UTC, days YYYY-MM-DD in UTC+8. Lists answer what lies in the caller’s place.',
      license: { name: 'Unlicensed', identifier: 'LicenseRef-Unlicensed' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [], csrf: [] }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      schemas: { Error: errorSchema },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token with scopes, made by an administrator.',
        },
        session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'After POST /api/session.' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token', description: 'For changes by session.' },
      },
    },
  };
}
