import { loadTexts } from "./chosen.ts";

/** Pure tests import modules that use texts: they read the English ones, as a page does after its start. */
await loadTexts("all", "person", "search", "viewer", "creator", "creator-pages", "admin", "admin-pages");
