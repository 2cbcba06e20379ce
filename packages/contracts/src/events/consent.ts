import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { instant, profileId } from "../values.ts";
import { messageChannel } from "./message.ts";

const aboutConsent = {
  profileId,
  channel: messageChannel.describe("Which channel it is about"),
  at: instant.describe("When the person said so"),
  source: z
    .enum(["opt_out_word", "link", "staff", "form", "import"])
    .describe(
      "The proof: where it came from; opt_out_word: a word that they wrote, STOP or, to be written to again, START",
    ),
};

const scope = z.enum(["marketing", "all"]).describe("all: anything but what concerns safety");

/** A person allows marketing over a channel. */
export const consentGiven = defineEvent({
  type: "consent.given.v1",
  topic: "shouwen.consent",
  key: "profileId",
  summary: "A person allows marketing over a channel",
  data: z.object({ ...aboutConsent, scope }),
});

/** A person wants no more messages over a channel: of marketing, or of anything but safety. */
export const consentWithdrawn = defineEvent({
  type: "consent.withdrawn.v1",
  topic: "shouwen.consent",
  key: "profileId",
  summary: "A person wants no more messages over a channel",
  data: z.object({ ...aboutConsent, scope }),
});
