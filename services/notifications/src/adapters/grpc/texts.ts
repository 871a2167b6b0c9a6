import type { Params } from "../../domain/kind.ts";
import { kindNamed } from "../../domain/kinds/index.ts";
import { type Rendered, render } from "../../domain/render.ts";
import type { Reader } from "../../usecases/list-inbox.ts";

/** The texts of a notification in the language of its reader. */
export function textsOf(kind: string, params: unknown, reader: Reader): Rendered & { kindClass: string } {
  return { kindClass: kindNamed(kind)?.class ?? "", ...rendered(kind, params as Params, reader) };
}

function rendered(kind: string, params: Params, { language, zone }: Reader): Rendered {
  const reader = { language, zone, audience: "full" } as const;
  try {
    return render(kind, params, reader);
  } catch {
    // Params of another release. One such row must not close the inbox: it shows as an unknown kind.
    return render("", {}, reader);
  }
}
