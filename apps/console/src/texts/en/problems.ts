export const errors = {
  /**
   * By the API's stable codes; otherwise the API's own text is shown, which is English and often says more.
   * Other languages have a text for every code.
   */
  problems: {
    internal: "Something went wrong on our side. Try again; if it stays, tell us the request’s id.",
    unavailable: "Temporarily unavailable. Try again in a moment.",
    rate_limited: "Too many requests at once. Wait a moment and try again.",
    stream_not_found: "There is no such stream.",
    stream_ended: "The stream has ended.",
    spending_limit_reached: "Your spending limit is reached. See your limits on the page Money.",
    too_many_sessions: "You are watching as many streams as you can at once. Leave one of them first.",
    own_stream: "This is your own stream: nobody pays to watch themselves.",
    own_withdrawal: "This is your own withdrawal: another admin must decide.",
    withdrawal_already_open: "One withdrawal is open already. Wait for it, or cancel it.",
    insufficient_balance: "There is not enough available for this.",
    payout_method_in_use: "An open withdrawal goes there. Wait for it, or cancel it.",
    destination_changed: "The destination has changed. Check it again.",
    payouts_not_available: "Stripe does not pay this account. Set up another way to be paid, or ask us.",
    payouts_paused: "Payouts to you are paused. Ask the platform why.",
    not_cancelable: "It can’t be canceled any more: it is claimed, or on its way back.",
    payout_method_not_ready: "This payout method needs more details first.",
    method_locked: "This payout method was added or changed, and is still locked.",
    second_admin_required: "Another admin has to confirm this.",
    request_in_progress: "The same request is still running. Try again in a moment.",
    decision_already_effective: "Too late: the decision has taken effect.",
    decision_pending: "Another admin’s decision takes effect in a moment.",
    payouts_frozen: "Payouts were frozen meanwhile.",
    case_not_found: "There is no such case.",
    case_already_open: "There is an open case for this session already: write to it.",
    nothing_charged: "This session cost nothing.",
    refund_above_charge: "That is more than the session cost.",
  } as Record<string, string>,
};
