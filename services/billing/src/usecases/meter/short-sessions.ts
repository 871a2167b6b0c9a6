/**
 * Hand-over: the slots of sessions whose viewer had too few tokens for the next minute after the last paid
 * one. In: `applyDecision`. Out: `endShort`, which reads the balance again, because tokens may have come
 * since; `Meter.forget`.
 */
export class ShortSessions extends Set<number> {}
