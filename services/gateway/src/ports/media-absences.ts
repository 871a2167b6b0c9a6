/**
 * Streams without a room or without their creator, each with the time at which that ends it (table
 * media_absence).
 */
export interface MediaAbsences {
  /** The absence begins now and ends the stream after `graceMs`. */
  note(streamId: string, graceMs: number): Promise<void>;
  due(limit: number): Promise<MediaAbsence[]>;
  /** Removes a handled absence. An absence that was noted again meanwhile stays. */
  done(absence: MediaAbsence): Promise<void>;
}

export interface MediaAbsence {
  streamId: string;
  endAfter: Date;
}
