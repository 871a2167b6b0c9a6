import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/query-client.ts";
import { resumeSignIn } from "./auth/sign-in.ts";
import { followClicks } from "./notifications/push.ts";
import { router } from "./router.tsx";
import { loadSetup } from "./setup.ts";
import { showTheme } from "./shell/theme.ts";
import { t } from "./texts.ts";

showTheme();
const place = document.getElementById("root") as HTMLElement;
try {
  await loadSetup();
  const path = await resumeSignIn();
  if (path !== undefined) router.history.replace(path);
  followClicks((link) => router.history.push(link));
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
} catch {
  // Without the gateway there is nothing to show but a sentence and a reload button.
  place.textContent = t.cannotStart;
}
