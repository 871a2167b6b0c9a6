import { expect, it } from "vitest";
import { refuseUndocumented } from "./documented.ts";
import { ApiError } from "./errors.ts";
import { parseForm } from "./form.ts";

function refusal(route: string, form: string): [string | undefined, string | undefined] {
  try {
    refuseUndocumented(route, parseForm(form));
    return ["none", undefined];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [error.body.code, error.body.param];
  }
}

it.each([
  ["POST /v1/transfers", "amount=5&currency=usd&destination=acct_1&metadata[a]=b&metadata[1]=c"],
  [
    "POST /v1/accounts",
    "capabilities[transfers][requested]=true&settings[payouts][schedule][interval]=manual",
  ],
  [
    "POST /v1/checkout/sessions",
    "line_items[0][price_data][unit_amount]=5&line_items[0][quantity]=1&metadata=",
  ],
  ["GET /v1/balance_transactions", "created[gte]=5&source=dp_1&limit=100"],
  ["GET /v1/payouts", "status=canceled&arrival_date=5&expand[]=data.destination"],
])("%s takes what is documented: %s", (route, form) => {
  expect(refusal(route, form)).toEqual(["none", undefined]);
});

it.each([
  ["POST /v1/transfers", "amont=5", "parameter_unknown", "amont"],
  [
    "POST /v1/accounts",
    "capabilities[transfers][request]=true",
    "parameter_unknown",
    "capabilities[transfers][request]",
  ],
  [
    "POST /v1/accounts",
    "settings[payouts][schedule][interval]=hourly",
    "parameter_invalid",
    "settings[payouts][schedule][interval]",
  ],
  [
    "POST /v1/accounts",
    "capabilities[transfers][requested]=yes",
    "parameter_invalid",
    "capabilities[transfers][requested]",
  ],
  ["POST /v1/accounts", "capabilities=transfers", "parameter_invalid", "capabilities"],
  ["POST /v1/checkout/sessions", "mode=buy", "parameter_invalid", "mode"],
  [
    "POST /v1/checkout/sessions",
    "line_items[0][price_data][unit_amount]=5.5",
    "parameter_invalid_integer",
    "line_items[0][price_data][unit_amount]",
  ],
  ["POST /v1/refunds", "reason=because", "parameter_invalid", "reason"],
  ["POST /v1/refunds", "charge[id]=ch_1", "parameter_invalid_string", "charge"],
  ["GET /v1/payouts", "status=in_transit", "parameter_invalid", "status"],
  ["GET /v1/disputes", "created[from]=5", "parameter_unknown", "created[from]"],
])("%s refuses what is not: %s", (route, form, code, param) => {
  expect(refusal(route, form)).toEqual([code, param]);
});
