// pure
// API-3: the AsyncAPI document of the counters' side, made from the wire's own list of topics and messages.
import { allMessages } from '@zhuangui/protocol/registry.ts';
import {
  counterTopic,
  type DownlinkKind,
  downlinkKinds,
  listsTopic,
  type UplinkKind,
  uplinkKinds,
} from '@zhuangui/protocol/topics.ts';

type Kind = UplinkKind | DownlinkKind;

/** What goes over a counter's topic, by the messages' own names; a topic whose message has its name is not listed. */
const messageNames: Partial<Record<string, string>> = {
  journal: 'batch header',
  payask: 'payment question',
  reported: 'reported settings',
  signin: 'sign-in question',
  payment: 'payment message',
  desired: 'desired settings',
  approval: 'sign-in answer',
  result: 'command result',
  help: 'help view',
};
const contents: Partial<Record<Kind, string>> = {
  journal:
    'One header line, then the journal lines exactly as the counter wrote them, divided by newlines; the lines are the messages `journal line …`.',
};

const idOf = (name: string): string => name.replaceAll(' ', '-');
const ref = (path: string) => ({ $ref: `#/${path}` });

/** The name of the message that a topic carries. Throws Error when the wire's list has none for it. */
export function messageOfTopic(kind: Kind): string {
  const name = messageNames[kind] ?? kind;
  if (allMessages.some((message) => message.name === name)) return name;
  throw new Error(`no message is named for the topic ${kind}`);
}

function messages(): Record<string, object> {
  return Object.fromEntries(
    allMessages.map(({ name, schema, maxBytes }) => [
      idOf(name),
      {
        name: idOf(name),
        title: name,
        summary: `At most ${maxBytes} bytes.`,
        contentType: name === 'batch header' ? 'application/x-ndjson' : 'application/json',
        payload: JSON.parse(JSON.stringify(schema)) as object,
      },
    ]),
  );
}

function counterChannel(kind: Kind): object {
  const message = idOf(messageOfTopic(kind));
  return {
    address: counterTopic('{counter}', kind),
    ...(contents[kind] ? { description: contents[kind] } : {}),
    parameters: { counter: ref('components/parameters/counter') },
    messages: { [message]: ref(`components/messages/${message}`) },
  };
}

const operation = (action: 'send' | 'receive', channel: string, message: string) => ({
  action,
  channel: ref(`channels/${channel}`),
  messages: [ref(`channels/${channel}/messages/${idOf(message)}`)],
});

/** The document; the hub is the application: it receives what counters publish. */
export function asyncApiDocument() {
  const kinds: readonly Kind[] = [...uplinkKinds, ...downlinkKinds];
  const isUp = (kind: Kind) => (uplinkKinds as readonly string[]).includes(kind);
  return {
    asyncapi: '3.0.0',
    info: {
      title: '消费扶贫专柜 / Certified-goods counters: counters and hub over MQTT',
      version: '1',
      description:
        'MQTT 3.1.1 over mutual TLS; the client id is the counter. A counter publishes and reads its own topics only, by exact name. The position is the only receipt of a journal.',
    },
    defaultContentType: 'application/json',
    servers: {
      hub: {
        host: 'hub:8883',
        protocol: 'secure-mqtt',
        protocolVersion: '3.1.1',
        security: [ref('components/securitySchemes/certificate')],
      },
    },
    channels: {
      ...Object.fromEntries(kinds.map((kind) => [kind, counterChannel(kind)])),
      lists: {
        address: listsTopic,
        description: 'Retained: the newest signed lists, for every counter.',
        messages: { 'lists-push': ref('components/messages/lists-push') },
      },
    },
    operations: {
      ...Object.fromEntries(
        kinds.map((kind) => [
          `${isUp(kind) ? 'receive' : 'send'}-${kind}`,
          operation(isUp(kind) ? 'receive' : 'send', kind, messageOfTopic(kind)),
        ]),
      ),
      'send-lists': operation('send', 'lists', 'lists push'),
    },
    components: {
      messages: messages(),
      parameters: {
        counter: { description: 'Id of the counter; also its client id and its certificate’s name.' },
      },
      securitySchemes: {
        certificate: { type: 'X509', description: 'Given at enrolment by the hub’s own authority.' },
      },
    },
  };
}
