import { callbackCompleted } from "@shouwen/contracts/events/callback";
import { slaTargetBreached, slaTargetMet } from "@shouwen/contracts/events/ticket";
import { shownText } from "@shouwen/contracts/shown-text";
import { slaTarget } from "@shouwen/contracts/values";
import { z } from "zod";

const rule = {
  // Short enough for an entry's id to name the event and the rule.
  ruleId: z.string().regex(/^[a-z][a-z0-9-]{0,23}$/, "Expected up to 24 of a-z, 0-9 and -"),
  points: z.number().multipleOf(0.01).min(-1_000).max(1_000).describe("May be negative, to the hundredth"),
};

const ofTicket = z
  .enum(["owner", "handler", "responsible", "department", "team"])
  .describe("Whose account: responsible is who answers for that promise");
const ofCallback = z.enum(["owner", "handler"]).describe("Whose account");

export type Subject = z.infer<typeof ofTicket>;

/** Every subject has a consumer of its own: one event may be worth something to each of them. */
export const subjects: readonly Subject[] = ofTicket.options;

const targets = z
  .array(slaTarget.shape.name)
  .min(1)
  .optional()
  .describe("Which promises; all of them if left out");

const whenMet = z.object({
  targets,
  late: z.boolean().optional().describe("false: kept in time; true: kept after it was broken"),
});
const whenBroken = z.object({ targets });
const whenAnswered = z.object({
  outcomes: z.array(callbackCompleted.data.shape.outcome).min(1).optional(),
  ratingAtMost: z.int().min(1).max(5).optional(),
  ratingAtLeast: z.int().min(1).max(5).optional(),
});

const scoreRule = z.discriminatedUnion("on", [
  z.object({ ...rule, on: z.literal(slaTargetMet.type), when: whenMet.default({}), subject: ofTicket }),
  z.object({
    ...rule,
    on: z.literal(slaTargetBreached.type),
    when: whenBroken.default({}),
    subject: ofTicket,
  }),
  z.object({
    ...rule,
    on: z.literal(callbackCompleted.type),
    when: whenAnswered.default({}),
    subject: ofCallback,
  }),
]);
export type ScoreRule = z.output<typeof scoreRule>;

/** What happens is worth what: every rule that matches an event posts one entry. */
export const scorePack = z
  .object({
    name: shownText(60),
    rules: z.array(scoreRule).max(200),
  })
  .refine(({ rules }) => new Set(rules.map(({ ruleId }) => ruleId)).size === rules.length, {
    path: ["rules"],
    message: "Two rules have the same ruleId",
  });
export type ScorePack = z.output<typeof scorePack>;

/** A pack as it is in force, with the name of its version. */
export type PackInForce = {
  readonly policyVersionId: string;
  readonly version: number;
  readonly body: ScorePack;
};

/** How entries name a pack. The one that ships goes by its own name; a published one by its policy and version. */
export const packRef = ({ policyVersionId, version, body }: PackInForce) =>
  version === 0
    ? { packId: body.name, packVersion: 1 }
    : { packId: policyVersionId.slice(0, policyVersionId.lastIndexOf("@")), packVersion: version };
