import { QueryClient } from "@tanstack/react-query";
import { identity, subscribe } from "../auth/session.ts";

/** The API client retries already. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      // Live events update the cache; this refetches the rest.
      staleTime: 10_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

/** A person's data must not outlive the sign-out. */
let whose = identity()?.userId;
subscribe(() => {
  const who = identity()?.userId;
  if (who === whose) return;
  whose = who;
  queryClient.clear();
});
