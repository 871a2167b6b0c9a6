/** Announces state changes politely to screen readers, never every change of a number. */
export function announce(text: string): void {
  const region = document.getElementById("announcer");
  if (!region) return;
  // Emptied first, because the same text again is no change.
  region.textContent = "";
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}
