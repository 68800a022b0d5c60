// pure
// What the hub may set on a counter, within limits that no setting can move (desired state), and what the counter
// says about it (reported state).
import Type, { type Static } from 'typebox';
import { defineMessage } from './schema.ts';
import { Closed, Fen, Text, Version } from './units.ts';

export const operatorRoles = ['operator', 'technician', 'supervisor'] as const;
export const OperatorRole = Type.Enum(operatorRoles);
export type OperatorRole = (typeof operatorRoles)[number];

/** A person who works at counters; what is typed on a screen is short. */
export const OperatorId = Type.String({ pattern: '^[0-9]{3,8}$' });

/** Argon2id in the PHC string format; the parameters' floor is checked by whoever verifies. */
const PhcHash = Type.String({ pattern: '^\\$argon2id\\$v=19\\$[A-Za-z0-9+/=,$]{20,200}$', maxLength: 256 });

export const OperatorAccount = Closed({
  operator: OperatorId,
  name: Text(40),
  role: OperatorRole,
  /** Of the six-digit PIN. */
  pin: PhcHash,
  /** SHA-256 of the badge's text, when the person has one. */
  badge: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
});
export type OperatorAccount = Static<typeof OperatorAccount>;

const seconds = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
const Celsius = Type.Integer({ minimum: -30, maximum: 60 });

/** Every field is bounded by its schema: what lies outside is refused as a whole and reported, never clipped. */
export const CounterSettings = Closed({
  /** Methods that may be offered; one is offered only while it also works. */
  methods: Type.Array(Type.Union([Type.Literal('wechat'), Type.Literal('alipay'), Type.Literal('cash')]), {
    maxItems: 3,
    uniqueItems: true,
  }),
  /** How long a shopper may take to pay. */
  paymentS: seconds(60, 300),
  temperature: Closed({
    mode: Type.Union([Type.Literal('cool'), Type.Literal('heat'), Type.Literal('off')]),
    targetC: Celsius,
  }),
  /** Goods of a slot are taken out of sale when it was warmer than this for so long; null: nothing here needs cold. */
  coldChain: Type.Union([
    Type.Null(),
    Closed({
      maxC: Type.Integer({ minimum: -25, maximum: 12 }),
      forS: seconds(300, 7200),
      /** Slots it is about; empty: all. */
      slots: Type.Array(Type.Integer({ minimum: 1, maximum: 1000 }), { maxItems: 200 }),
    }),
  ]),
  /** An alarm is raised after its cause has lasted so long, and ends after it has been away so long. */
  alarmHoldS: seconds(10, 900),
  /** Red freshness after this time without signed news: never later than 72 hours (LIST-9). */
  redAfterS: seconds(3600, 259_200),
  cash: Closed({
    /**
     * Cash is offered only while at least this much change can be given: as much as the largest note the board takes,
     * else an overpayment may have to be handed over by a person.
     */
    minChangeFen: Type.Integer({ minimum: 0, maximum: 100_000 }),
    /** The largest amount that is taken for one order. */
    maxInsertedFen: Type.Integer({ minimum: 100, maximum: 20_000 }),
  }),
  screen: Closed({
    /** Untouched for so long, the shopper page goes back to its first page. */
    idleS: seconds(30, 300),
    voice: Type.Boolean(),
    /** Untouched for so long, an operator is signed out. */
    operatorIdleS: seconds(30, 300),
  }),
  /** Address under which the public finds certificates and receipts, without a slash at its end; null: not yet. */
  publicUrl: Type.Union([
    Type.Null(),
    Type.String({
      pattern: '^https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?$',
      maxLength: 200,
    }),
  ]),
  operators: Type.Array(OperatorAccount, { maxItems: 40 }),
});
export type CounterSettings = Static<typeof CounterSettings>;

/** What holds on a counter that never heard from a hub. */
export const defaultSettings: CounterSettings = {
  methods: ['wechat', 'alipay', 'cash'],
  paymentS: 180,
  temperature: { mode: 'off', targetC: 4 },
  coldChain: null,
  alarmHoldS: 60,
  redAfterS: 259_200,
  cash: { minChangeFen: 10_000, maxInsertedFen: 10_000 },
  screen: { idleS: 60, voice: false, operatorIdleS: 120 },
  publicUrl: null,
  operators: [],
};

/** Hub → counter on connect and after every change: the desired state. */
export const Desired = Closed({ v: Type.Literal(1), version: Version, settings: CounterSettings });
export type Desired = Static<typeof Desired>;
export const desiredMessage = defineMessage('desired settings', 32_768, Desired);

/** Counter → hub: the version in force, or why the desired one is not. */
export const Reported = Closed({
  v: Type.Literal(1),
  version: Version,
  refused: Type.Optional(Closed({ version: Version, reason: Text(300) })),
  agentVersion: Text(40),
  slots: Type.Integer({ minimum: 0, maximum: 1000 }),
  machine: Type.Union([Type.Literal('spiral'), Type.Literal('cabinet')]),
  /** Cash the book says is inside, notes and coins. */
  cashFen: Fen,
});
export type Reported = Static<typeof Reported>;
export const reportedMessage = defineMessage('reported settings', 1024, Reported);

/** Made by the counter, shown as QR: whoever opens it on a phone approves or refuses. */
export const SignInRequest = Type.String({ pattern: '^q[0-9a-f]{32}$' });

/** Counter → hub: somebody at the screen asks to be let in by phone. */
export const SignInAsk = Closed({ v: Type.Literal(1), request: SignInRequest, expiresInS: seconds(30, 300) });
export type SignInAsk = Static<typeof SignInAsk>;
export const signInAskMessage = defineMessage('sign-in question', 256, SignInAsk);

/** Hub → counter: the answer; the counter takes it once, and only for a request that is on its screen now. */
export const Approval = Type.Union([
  Closed({
    v: Type.Literal(1),
    request: SignInRequest,
    approved: Type.Literal(true),
    operator: OperatorId,
    name: Text(40),
    role: OperatorRole,
  }),
  Closed({ v: Type.Literal(1), request: SignInRequest, approved: Type.Literal(false), reason: Text(120) }),
]);
export type Approval = Static<typeof Approval>;
export const approvalMessage = defineMessage('sign-in answer', 512, Approval);
