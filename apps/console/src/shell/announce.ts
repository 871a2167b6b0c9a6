/** Says something politely to screen readers: changes of a state, never ticks of a number. */
export function announce(text: string): void {
  const region = document.getElementById("announcer");
  if (!region) return;
  // The same words twice are no change: emptied first.
  region.textContent = "";
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}
