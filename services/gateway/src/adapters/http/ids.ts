import { uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";

/** Ids are opaque to clients: a text of another form names nothing. */
export function streamId(id: string): string {
  if (uuidOf("stream", id) === undefined) throw new MetercastError("stream_not_found");
  return id;
}

export function withdrawalId(id: string): string {
  if (uuidOf("withdrawal", id) === undefined) throw new MetercastError("withdrawal_not_found");
  return id;
}

export function actId(id: string): string {
  if (uuidOf("act", id) === undefined) throw new MetercastError("act_not_found");
  return id;
}

export function caseId(id: string): string {
  if (uuidOf("case", id) === undefined) throw new MetercastError("case_not_found");
  return id;
}

export function payoutMethodId(id: string): string {
  if (uuidOf("payoutMethod", id) === undefined) throw new MetercastError("payout_method_not_found");
  return id;
}

export function webhookEndpointId(id: string): string {
  if (uuidOf("webhookEndpoint", id) === undefined) throw new MetercastError("not_found");
  return id;
}

export function pushSubscriptionId(id: string): string {
  if (uuidOf("pushSubscription", id) === undefined) throw new MetercastError("not_found");
  return id;
}

export function webhookDeliveryId(id: string): string {
  if (uuidOf("webhookDelivery", id) === undefined) throw new MetercastError("not_found");
  return id;
}

export function notificationId(id: string): string {
  if (uuidOf("notification", id) === undefined)
    throw new MetercastError("not_found", "No such notification.");
  return id;
}

export function sessionId(id: string): string {
  if (uuidOf("session", id) === undefined) throw new MetercastError("session_not_found");
  return id;
}
