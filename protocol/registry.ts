// pure
// Every message that crosses a wire, in one list: what documents and golden tests are complete against.
import type { TSchema } from 'typebox';
import { entryMessage } from './catalog.ts';
import { commandMessage, commandResultMessage, helpViewMessage } from './commands.ts';
import { batchHeaderMessage } from './journal-batch.ts';
import { type LineKind, lineKinds, lineMessage } from './journal-lines.ts';
import {
  catalogPatchMessage,
  channelSuspensionsMessage,
  productWithdrawalsMessage,
  supplierBlacklistMessage,
} from './lists.ts';
import {
  enrolRequestMessage,
  enrolResponseMessage,
  errorBodyMessage,
  helloMessage,
  listsPushMessage,
  positionMessage,
  telemetryMessage,
} from './messages.ts';
import { payAskMessage, paymentMessage } from './payment-messages.ts';
import type { Message } from './schema.ts';
import { approvalMessage, desiredMessage, reportedMessage, signInAskMessage } from './settings.ts';
import { leafMessage } from './tlog/leaves.ts';
import { consistencyMessage, logFieldMessage } from './tlog/log-field.ts';

const lines = (Object.keys(lineKinds) as LineKind[]).map((kind) => lineMessage(kind));

export const allMessages = [
  helloMessage,
  positionMessage,
  telemetryMessage,
  batchHeaderMessage,
  ...lines,
  listsPushMessage,
  productWithdrawalsMessage,
  supplierBlacklistMessage,
  channelSuspensionsMessage,
  catalogPatchMessage,
  entryMessage,
  enrolRequestMessage,
  enrolResponseMessage,
  errorBodyMessage,
  payAskMessage,
  paymentMessage,
  desiredMessage,
  reportedMessage,
  signInAskMessage,
  approvalMessage,
  commandMessage,
  commandResultMessage,
  helpViewMessage,
  consistencyMessage,
  logFieldMessage,
  leafMessage,
] as unknown as readonly Message<TSchema>[];
