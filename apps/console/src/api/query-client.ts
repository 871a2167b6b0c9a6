import { QueryClient } from "@tanstack/react-query";

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
