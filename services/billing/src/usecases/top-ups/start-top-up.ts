export interface StartTopUp {
  viewerId: string;
  packageId: string;
  idempotencyKey: string;
  /** Where Stripe sends the viewer afterwards. */
  returnUrl: string;
}
