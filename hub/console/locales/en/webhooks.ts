// Webhooks and the interface.
export const webhooks = {
  title: 'Webhooks and API',
  one: 'Webhook',
  hint: 'Sanctions, releases, new counters, cases and more are sent signed to other systems as they happen; failures are tried again for a day.',
  documents: 'API documents',
  add: 'New webhook',
  make: 'Make',
  name: 'Name',
  url: 'Address',
  urlHint: 'A public https address; hosts of the own network must be named in the hub’s configuration.',
  events: 'Events',
  event: 'Event',
  key: 'Id',
  at: 'Happened',
  state: 'State',
  states: { delivered: 'delivered', waiting: 'waiting', dead: 'given up' },
  next: 'next {{at}}',
  tries: 'Tries',
  answer: 'Last answer',
  resend: 'Send again',
  test: 'Send a test',
  pause: 'Pause',
  goOn: 'Go on',
  paused: 'paused',
  remove: 'Remove',
  removeAsk: 'Events that have not arrived will not be sent any more.',
  empty: 'There is no webhook. Make one; its receiver checks signatures with the secret.',
  noDeliveries: 'Nothing was sent yet. Send a test.',
  secret: 'Signing secret',
  secretHint:
    'The secret is shown this once: hand it to the receiver, who checks signatures (Standard Webhooks).',
};

export const webhookReasons = {
  'bad-address':
    'This address cannot be used: a public https address, or a host named in the hub’s configuration.',
  'too-many-webhooks': 'There are 100 webhooks: remove one first.',
};
