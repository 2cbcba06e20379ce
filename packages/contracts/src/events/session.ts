import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { instant } from "../values.ts";

/** Somebody signed out. Whatever a browser still holds of that session opens nothing any more, at any gateway. */
export const sessionEnded = defineEvent({
  type: "session.ended.v1",
  topic: "shouwen.session",
  key: "sessionId",
  summary: "Somebody signed out: the session opens nothing any more",
  data: z.object({
    sessionId: z.string().min(8).max(80).describe("A name made by chance; it opens nothing"),
    at: instant.describe("When it was ended"),
    lastsUntil: instant.describe("When it would have ended by itself: from then on it may be forgotten"),
  }),
});
