/** A decision that an admin can undo until it takes effect. */

/** Longer than anybody reconsiders; shorter than a creator notices. */
export const MOST_UNDO_SECONDS = 60;

export interface HeldDecision {
  withdrawalId: string;
  action: "approve" | "reject";
  actorId: string;
  note: string;
  internalNote: string;
  /** Of the destination that the admin saw. */
  destinationVersion: number;
  madeAt: Date;
  takesEffectAt: Date;
}

/** The last one that had no effect, because something had changed meanwhile. */
export interface StoppedDecision {
  action: string;
  actorId: string;
  code: string;
  detail: string;
  at: Date;
}

/** The same admin asks for the same once more: the time stays, so that a repeated request is one decision. */
export const isSameDecision = (
  held: HeldDecision,
  { action, actorId, note, internalNote, destinationVersion }: HeldDecision,
): boolean =>
  held.action === action &&
  held.actorId === actorId &&
  held.note === note &&
  held.internalNote === internalNote &&
  held.destinationVersion === destinationVersion;
