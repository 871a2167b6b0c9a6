import type { Availability, EarningsTerms } from "../../../domain/availability.ts";
import { usd } from "./values.ts";

export const availabilityView = (found: Availability) => ({
  as_of: found.asOf.toISOString(),
  balance: usd(found.balance),
  available: usd(found.available),
  held_for_withdrawals: usd(found.heldForWithdrawals),
  debt: usd(found.debt),
  withheld_for_debt: usd(found.withheldForDebt),
  upcoming: found.upcoming.map(({ amount, availableOn, earnedOn, kind }) => ({
    amount: usd(amount),
    available_on: availableOn,
    earned_on: earnedOn,
    kind,
  })),
  policy: termsView(found.terms),
});

export const termsView = (terms: EarningsTerms) => ({
  hold_days: terms.holdDays,
  new_creator_days: terms.newCreatorDays,
  new_creator_hold_days: terms.newCreatorHoldDays,
  reserve_percent: terms.reservePercent,
  reserve_days: terms.reserveDays,
});
