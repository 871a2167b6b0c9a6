import { admin } from "./texts/admin.ts";
import { common } from "./texts/common.ts";
import { creator } from "./texts/creator.ts";
import { viewer } from "./texts/viewer.ts";

/** Every word of the console, in one place. A translation is another set of texts/ of the same shape. */
export const t = { ...common, ...viewer, ...creator, ...admin };
