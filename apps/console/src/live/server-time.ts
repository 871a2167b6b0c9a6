let offsetMs = 0;

/** Events carry the server's time. A browser's clock may be minutes off, and a countdown must not be. */
export function noteServerTime(serverMs: number): void {
  if (Number.isFinite(serverMs)) offsetMs = serverMs - Date.now();
}

export const serverNow = (nowMs: number): number => nowMs + offsetMs;
