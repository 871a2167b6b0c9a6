/** Who sends events on a subject: the `ce-source` that they carry. Undefined for a platform client's requests, which the broker's account vouches for. */
export function ownerOf(subject: string): string | undefined {
  const [owner = ""] = subject.split(".", 1);
  return owner === "platform" ? undefined : owner;
}

/**
 * Whether a message can be what its subject says: only its owner writes that type and source. An answer of the broker, or a message that was led to
 * another subject, has neither. A platform client may leave out `ce-type`; one that is not the subject is refused.
 */
export function isFromOwner(subject: string, headers: { type: string; source: string }): boolean {
  const owner = ownerOf(subject);
  if (owner === undefined) return headers.type === "" || headers.type === subject;
  return headers.type === subject && headers.source === owner;
}
