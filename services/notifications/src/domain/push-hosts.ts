/** The push services of Chrome and its relatives, Firefox, Safari, and Edge on Windows. */
export const PUSH_HOSTS = [
  "fcm.googleapis.com",
  "updates.push.services.mozilla.com",
  "*.push.apple.com",
  "*.notify.windows.com",
] as const;

/** True where the host is one of these; `*.example.com` stands for every name below example.com. */
export function isPushHost(host: string, allowed: readonly string[]): boolean {
  const name = host.toLowerCase();
  return allowed.some((one) => (one.startsWith("*.") ? name.endsWith(one.slice(1)) : name === one));
}
