/**
 * Hand-over: the slots of sessions whose end is decided in memory and not committed yet.
 * In: `Meter.queueEnd`, after a leave, a silence, a refusal or the end of a stream.
 * Out: `commitEnds`, once the row says that the session has ended; `Meter.forget`.
 */
export class DecidedEnds extends Set<number> {}
