/**
 * The first visit is shown in a font of the system with Inter's measures; Inter comes when the page is there,
 * and later visits have it from the start. On a slow network it would delay the page by its own size.
 */
export function showFont(): void {
  const show = () => document.documentElement.classList.add("inter");
  // With a worker in charge, this is no first visit: it has the font.
  if (navigator.serviceWorker?.controller) {
    show();
    return;
  }
  // Safari has no idle callbacks.
  const later = () => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(show);
    else setTimeout(show);
  };
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}
