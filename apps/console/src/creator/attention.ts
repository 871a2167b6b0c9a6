import type { Schemas } from "../api/client.ts";

type Open = Pick<Schemas["Withdrawal"], "status" | "attention">;

/** What only the creator can settle; the others pass with time, or are an admin's. */
const CREATORS = ["payout_method_missing", "payout_method_restricted"];

/** Whether an approved withdrawal waits for its creator: then no day of arrival is true. */
export const needsAction = ({ status, attention }: Open): boolean =>
  status === "APPROVED" && (CREATORS.includes(attention ?? "") || (attention ?? "").startsWith("tax_form"));

/** Whether it has a day of arrival that can be told. */
export const hasArrival = ({ status, attention }: Open): boolean =>
  status === "APPROVED" && attention === null;
