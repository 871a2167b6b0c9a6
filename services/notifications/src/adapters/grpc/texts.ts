import type { Params } from "../../domain/kind.ts";
import { kindNamed } from "../../domain/kinds/index.ts";
import { type Rendered, render } from "../../domain/render.ts";
import type { InboxReader } from "../../usecases/list-inbox.ts";

/** The texts of a notification in the language of its reader. */
export function textsOf(
  kind: string,
  params: unknown,
  { language, zone }: InboxReader,
): Rendered & { kindClass: string } {
  const texts = render(kind, params as Params, { language, zone, audience: "full" });
  return { kindClass: kindNamed(kind)?.class ?? "", ...texts };
}
