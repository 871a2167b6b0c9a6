import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/query-client.ts";
import { identity } from "./auth/session.ts";
import { resumeSignIn } from "./auth/sign-in.ts";
import { language, showLanguage } from "./format/locale.ts";
import { router } from "./router.tsx";
import { loadSetup } from "./setup.ts";
import { sendAhead } from "./shell/ahead.ts";
import { areaOf, HOME } from "./shell/areas.ts";
import { showFont } from "./shell/font.ts";
import { showTheme } from "./shell/theme.ts";
import { followClicks, keepWorker } from "./shell/worker.ts";
import { cannotStart } from "./texts/cannot-start.ts";
import { loadTexts } from "./texts/chosen.ts";

/** Not awaited at the top: a chunk that imports from this one would wait for it, and it for the chunk. */
async function start(place: HTMLElement): Promise<void> {
  const prepare = async () => {
    await loadTexts("all", areaOf(location.pathname));
    // Code may use texts while it runs.
    return { code: router.load() };
  };
  // Both take a round trip or two: at the same time.
  const [back, { code }] = await Promise.all([loadSetup().then(resumeSignIn), prepare()]);
  const path = back ?? homeOf(location.pathname);
  if (path !== undefined) router.history.replace(path);
  await code;
  // What is painted already stays until there is a page to take its place.
  if (path !== undefined) await router.load();
  if (identity()?.roles.includes(areaOf(location.pathname))) sendAhead(location.pathname);
  followClicks((link) => router.history.push(link));
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** A person who is signed in has nothing to do at the door. */
function homeOf(pathname: string): string | undefined {
  const role = identity()?.roles[0];
  return pathname === "/" && role !== undefined ? HOME[role] : undefined;
}

showTheme();
showLanguage();
keepWorker();
showFont();
const place = document.getElementById("root") as HTMLElement;
// Without the gateway there is nothing to show but a sentence.
start(place).catch(() => {
  place.textContent = cannotStart[language];
});
