export {
  BILLING_CALLERS,
  type CallableBy,
  callableBy,
  type GrpcCaller,
  NOTIFICATIONS_CALLERS,
  WALLET_CALLERS,
  WITHDRAWALS_CALLERS,
} from "./callers.ts";
export {
  type AnyEvent,
  decodeEvent,
  EVENTS,
  type EventMessage,
  type EventType,
  encodeEvent,
  MalformedEvent,
} from "./events.ts";
export * from "./ids.ts";
export { LANGUAGES, type Language, languageOf, languageOfTag, wishesOf } from "./language.ts";
export { type DueMinute, type DueMinuteColumns, packMinutesDue, readDueMinutes } from "./minutes-due.ts";
export {
  CREATOR_RECORD_BYTES,
  LINE_RECORD_BYTES,
  LineOutcome,
  type MinuteDecision,
  readCreators,
  readDecisions,
  readLines,
} from "./minutes-posted.ts";
export { isFromOwner, ownerOf } from "./origin.ts";
export { type PresenceReport, type PresenceSource, readPresenceReports } from "./presence-seen.ts";
export { type FoundRow, searchedIds, searchHit } from "./search.ts";
export { endOfPrefix, plain, searchWords } from "./search-words.ts";
export {
  CLIENT_REQUESTS,
  clientStream,
  clientStreamName,
  STREAMS,
  type StreamName,
  type StreamSpec,
  streamOf,
} from "./streams.ts";
export { characters } from "./text.ts";
export { OLDER_VERSIONS, withOlderVersions } from "./versions.ts";
