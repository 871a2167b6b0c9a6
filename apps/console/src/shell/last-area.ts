import type { Role } from "../auth/session.ts";

let last: Role | undefined;

/** The area that was shown last; pages of every role are shown within it. */
export const rememberArea = (area: Role): void => {
  last = area;
};

export const lastArea = (roles: readonly Role[]): Role | undefined =>
  last !== undefined && roles.includes(last) ? last : roles[0];
