/**
 * The `ce-source` of a subject's events. Undefined for a platform client's requests, which the broker's
 * account authenticates.
 */
export function ownerOf(subject: string): string | undefined {
  const [owner = ""] = subject.split(".", 1);
  return owner === "platform" ? undefined : owner;
}

/**
 * Whether the subject's owner sent the message: only the owner writes that type and source. A reply of the
 * broker, or a republished message, has neither. A platform client may omit `ce-type`, but not send
 * another.
 */
export function isFromOwner(subject: string, headers: { type: string; source: string }): boolean {
  const owner = ownerOf(subject);
  if (owner === undefined) return headers.type === "" || headers.type === subject;
  return headers.type === subject && headers.source === owner;
}
