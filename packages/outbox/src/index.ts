export { type Broker, connectBroker, ensureStream, ensureStreamAs } from "./connection.ts";
export {
  type Consumer,
  type ConsumerOptions,
  type Handler,
  startConsumer,
} from "./consumer.ts";
export { deadLetterSubject, publishDeadLetter } from "./dead-letter.ts";
export { firstTime } from "./inbox.ts";
export type { Incoming } from "./incoming.ts";
export {
  INBOX_RETENTION_DAYS,
  OUTBOX_RETENTION_DAYS,
  purge,
  replayOutbox,
} from "./maintenance.ts";
export { originRule } from "./origin.ts";
export { appendEvents, wakingAfterCommit } from "./outbox.ts";
export { type Relay, startRelay } from "./relay.ts";
