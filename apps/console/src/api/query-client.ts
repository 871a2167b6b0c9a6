import { QueryClient } from "@tanstack/react-query";
import { identity, subscribe } from "../auth/session.ts";

/** The API's client repeats what may be repeated; here nothing is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      // Live events change what is shown; this is for what they don't tell.
      staleTime: 10_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

/** What one person was shown is nobody else's: it goes with them. */
let whose = identity()?.userId;
subscribe(() => {
  const who = identity()?.userId;
  if (who === whose) return;
  whose = who;
  queryClient.clear();
});
