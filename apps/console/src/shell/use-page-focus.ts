import { useRouter } from "@tanstack/react-router";
import { type RefObject, useEffect } from "react";
import { announce } from "./announce.ts";

/** Announces a new page by its title, and moves a lost focus to the page. */
export function usePageFocus(main: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        announce(document.title);
        if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
      }),
    [router, main],
  );
  useEffect(() => {
    const page = main.current;
    return page ? keepFocus(page) : undefined;
  }, [main]);
}

/** A button may disappear with its purpose: approved, canceled, ended. */
function keepFocus(page: HTMLElement): () => void {
  let last: Element | undefined;
  const remember = ({ target }: FocusEvent) => {
    last = target instanceof Element ? target : undefined;
  };
  // A click on the background leaves the focus nowhere.
  const forget = ({ target }: PointerEvent) => {
    if (target instanceof Element && !last?.contains(target)) last = undefined;
  };
  const watch = new MutationObserver(() => {
    if (last === undefined || last.isConnected || document.activeElement !== document.body) return;
    last = undefined;
    page.focus({ preventScroll: true });
  });
  page.addEventListener("focusin", remember);
  page.addEventListener("pointerdown", forget);
  // All of the body: a dialog that closes after its button has gone stands outside the page.
  watch.observe(document.body, { childList: true, subtree: true });
  return () => {
    page.removeEventListener("focusin", remember);
    page.removeEventListener("pointerdown", forget);
    watch.disconnect();
  };
}
