import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "../../api/client.ts";
import { ask } from "../../api/payouts.ts";
import { endpointPath } from "./queries.ts";

interface Call {
  verb: "post" | "patch" | "delete";
  /** Below the endpoint's own path. */
  path: string;
  body?: object;
  /** The route takes no key, because its response is not stored. */
  unkeyed?: true;
}

/** Calls a route of an endpoint. Afterwards what the pages show of it is read again. */
export function useEndpointCall<T>(id: string, onDone: (answer: T) => unknown) {
  const cache = useQueryClient();
  // The same key while a person tries again: a lost response does nothing twice.
  const [key, setKey] = useState(newKey);
  return useMutation({
    mutationFn: ({ verb, path, body, unkeyed }: Call) =>
      ask<T>(verb, endpointPath(id) + path, {
        ...(body && { body }),
        ...(!unkeyed && { idempotencyKey: key }),
      }),
    onSuccess: async (answer) => {
      setKey(newKey());
      await onDone(answer);
      await cache.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
}
