import { type Answer, createMetercast, MetercastApiError, type Schemas } from "@metercast/client";
import { identity, tokenRefused } from "../auth/session.ts";

export { MetercastApiError as ApiError, type Schemas };

/** The API, asked as whoever is signed in. */
export const api = createMetercast({
  baseUrl: location.origin,
  async token({ rejected }) {
    if (rejected) await tokenRefused(identity()?.token ?? "");
    return identity()?.token;
  },
});

/** The data of an answer. */
export const take = async <T>(call: Promise<Answer<T>>): Promise<T> => (await call).data;

/** For one intention of a person: the same key however often it is sent. */
export const newKey = (): string => crypto.randomUUID();
