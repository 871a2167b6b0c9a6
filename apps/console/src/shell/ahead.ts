/**
 * Requests of first pages. They are sent once the person is signed in: on a slow phone, a page takes a third
 * of a second to be shown, and would send them only then.
 */
const requests = new Map<string, () => void>();

/** For the file of a page: it runs before the person is known. */
export function askAhead(path: string, ask: () => void): void {
  requests.set(path, ask);
}

export function sendAhead(path: string): void {
  requests.get(path)?.();
}
