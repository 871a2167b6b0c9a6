import { type Answer, createMetercast, MetercastApiError, type Schemas } from "@metercast/client";
import { identity, tokenRefused } from "../auth/session.ts";
import { watchedFetch } from "../shell/connection.ts";

export { MetercastApiError as ApiError, type Schemas };

/** The API client of the signed-in person. */
export const api = createMetercast({
  baseUrl: location.origin,
  fetch: watchedFetch,
  async token({ rejected }) {
    if (rejected) await tokenRefused(identity()?.token ?? "");
    return identity()?.token;
  },
});

/** The data of a response. */
export const take = async <T>(call: Promise<Answer<T>>): Promise<T> => (await call).data;

/** One key for one intention of a person, however often it is sent. */
export const newKey = (): string => crypto.randomUUID();
