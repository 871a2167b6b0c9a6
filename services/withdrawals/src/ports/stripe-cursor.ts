/** Up to when Stripe's own entries are in the books. */
export interface StripeCursor {
  /** The books begin now, unless they began before. */
  begin(): Promise<void>;
  after(): Promise<Date>;
  bookedTo(time: Date): Promise<void>;
}
