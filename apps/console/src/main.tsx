import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/query-client.ts";
import { resumeSignIn } from "./auth/sign-in.ts";
import { language, showLanguage } from "./format/locale.ts";
import { followClicks } from "./notifications/push.ts";
import { router } from "./router.tsx";
import { loadSetup } from "./setup.ts";
import { areaOf } from "./shell/areas.ts";
import { showTheme } from "./shell/theme.ts";
import { cannotStart } from "./texts/cannot-start.ts";
import { loadTexts } from "./texts/chosen.ts";

/** Not awaited at the top: a chunk that imports from this one would wait for it, and it for the chunk. */
async function start(place: HTMLElement): Promise<void> {
  await Promise.all([loadSetup(), loadTexts("all", areaOf(location.pathname))]);
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
}

showTheme();
showLanguage();
const place = document.getElementById("root") as HTMLElement;
// Without the gateway there is nothing to show but a sentence.
start(place).catch(() => {
  place.textContent = cannotStart[language];
});
