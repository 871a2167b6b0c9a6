export interface CheckoutBudget {
  /**
   * Takes a call for a Checkout session from the viewer's budget and from the common one. False if either
   * is spent.
   */
  take(viewerId: string): Promise<boolean>;
}
