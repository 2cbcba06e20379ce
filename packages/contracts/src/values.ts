import { z } from "zod";

/** A moment, ISO 8601 with offset, as it stands on the wire and in state: `2026-11-22T08:15:00.000Z`. */
export const instant = z.iso.datetime({ offset: true });
export type Instant = z.infer<typeof instant>;

const prefixed = <const Prefix extends string>(prefix: Prefix, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]{1,64}$`), `Expected an id that starts with ${prefix}_`)
    .describe(what);

export const propertyId = prefixed("prp", "One hotel, estate or store");
export const requestId = prefixed("req", "What a customer told us, once");
export const ticketId = prefixed(
  "tic",
  "The work that a request became; the request's uuid with another prefix",
);
/** The number that customers and staff say: counted for each property and year, with gaps. It opens nothing. */
export const ticketNumber = z
  .string()
  .regex(/^[A-Z]\d{2}-\d{4,9}$/, "Expected a ticket number such as S26-0123")
  .describe(
    "What people call the ticket: S, the year, and a count for that property and year. It opens nothing and proves nobody",
  );
export const profileId = prefixed("pro", "A customer, by a name that says nothing about them");
export const staffId = prefixed("stf", "A member of staff");
export const departmentId = prefixed("dep", "A department of one property");
export const teamId = prefixed("tea", "A team of one department");
export const callbackId = prefixed("cal", "The promise to call a customer back");
export const messageId = prefixed("msg", "One message to one person over one channel");
export const entryId = prefixed("ent", "One scored fact");
export const policyId = prefixed("pol", "One published rule; its versions share the id");

/**
 * Text that only the holder of the person's key can read: `sealed:v1:<subject>:<base64url>`. The subject is the
 * profile (or, for an anonymous request, the request) whose key opens it; erasing that key makes it unreadable.
 */
export const sealed = z
  .string()
  .regex(/^sealed:v1:[a-z]{3}_[A-Za-z0-9_-]{1,64}:[A-Za-z0-9_-]+$/, "Expected sealed text")
  .describe("Encrypted with the person's own key; unreadable once the person is erased");
export type Sealed = z.infer<typeof sealed>;

/** Whether a value is sealed text. */
export const isSealed = (value: unknown): value is Sealed =>
  typeof value === "string" && sealed.safeParse(value).success;

/** With whose key a text was sealed. */
export const keySubjectOf = (text: Sealed): string => text.split(":")[2] ?? "";

export const kind = z
  .enum([
    "repair",
    "complaint",
    "inquiry",
    "service",
    "suggestion",
    "praise",
    "lost_found",
    "violation",
    "emergency",
    "approval",
  ])
  .describe("What sort of matter it is");
export type Kind = z.infer<typeof kind>;

export const channel = z
  .enum([
    "phone",
    "walk_in",
    "web_form",
    "app",
    "sms",
    "email",
    "wechat",
    "wecom",
    "ota_review",
    "paper",
    "staff_patrol",
    "system",
  ])
  .describe("How the customer reached us");
export type Channel = z.infer<typeof channel>;

export const priority = z
  .enum(["low", "normal", "high", "urgent", "emergency"])
  .describe("How soon it matters; emergency: people or the house are in danger, whatever the kind");
export type Priority = z.infer<typeof priority>;

export const tier = z
  .enum(["A", "B", "C", "D"])
  .describe(
    "A highest; A and B are VIPs; D potential VIPs. Whoever complains or returns a card keeps their tier",
  );
export type Tier = z.infer<typeof tier>;

export const language = z.enum(["zh-CN", "en"]).describe("The language in which the customer is spoken to");
export type Language = z.infer<typeof language>;

export const mode = z
  .enum(["live", "history"])
  .describe(
    "history: a record of the past; it makes no offers, timers, messages, callbacks or ledger entries",
  );
export type Mode = z.infer<typeof mode>;

/** An amount in the smallest unit of its currency: 200.00 yuan is `{ amountMinor: 20000, currency: "CNY" }`. */
export const money = z.object({
  amountMinor: z.int().min(0).describe("In the smallest unit of the currency: fen, cents"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "Expected three capital letters")
    .describe("ISO 4217, such as CNY"),
});
export type Money = z.infer<typeof money>;

/** A category is a path in a tree of up to three levels that is data: `engineering/plumbing/leak`. */
export const category = z
  .string()
  .regex(/^[^/]{1,80}(\/[^/]{1,80}){0,2}$/, "Expected up to three levels: a/b/c")
  .describe("A node of the category tree, up to three levels: engineering/plumbing/leak");

/** Where: a room, a unit, a floor, an address. Never a person. */
export const place = z.string().min(1).max(200).describe("Where: a room, a unit, a floor, an address");

/** One promise to the customer or inside the house, under the policy and calendar versions it was made with. */
export const slaTarget = z.object({
  name: z.enum(["response", "resolution", "accept", "reply_by"]).describe("What was promised"),
  policyVersion: z.string().describe("policyId@version of the rule that promised it"),
  calendarVersion: z.string().describe("policyId@version of the calendar that it runs on"),
  dueAt: instant.describe("When it is broken unless it was kept before"),
  counts: z
    .enum(["working", "elapsed"])
    .optional()
    .describe(
      "working: only the working time of its calendar counts; elapsed: nights and Sundays, too; missing: working",
    ),
  startedAt: instant.optional().describe("When its clock began; missing: when the request was received"),
  steps: z
    .array(
      z.object({
        stepId: z.string().max(60).describe("The step of the escalation ladder"),
        at: instant.describe("When it is taken unless the promise was kept before"),
      }),
    )
    .optional()
    .describe("When somebody is told that it nears its due moment, is broken or still open"),
});
export type SlaTarget = z.infer<typeof slaTarget>;

/** Which other system knows it, and under which id. */
export const source = z.object({
  system: z.string().max(60).describe("Which system or channel"),
  externalId: z.string().max(120).describe("Its own id of the request; repeats of it are the same request"),
});

/** What somebody must be able to do, and how well. */
export const skillWanted = z.object({
  skill: z.string().max(60).describe("plumbing, guest_relations…"),
  minLevel: z.int().min(1).max(5).describe("1 learner, 5 master"),
});
