import { calendarBody } from "@shouwen/calendar/calendar-body";
import { givenDurationMs } from "@shouwen/contracts/given-moment";
import { isEmergency } from "@shouwen/contracts/priority";
import { shippedCatchAllTeam } from "@shouwen/contracts/shipped";
import { category, channel, kind, priority, skillWanted, tier } from "@shouwen/contracts/values";
import { z } from "zod";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** On which tickets a rule counts. */
export const matching = z.object({
  kinds: z.array(kind).optional(),
  priorities: z.array(priority).optional(),
  tiers: z.array(tier).optional(),
});

const categoryStartsWith = z.array(category).optional().describe("front_office: it and all that is below it");

const slaRule = matching.extend({
  target: z.enum(["response", "resolution"]),
  categoryStartsWith,
  channels: z.array(channel).optional().describe("Only what came in over one of these"),
  withinMs: givenDurationMs,
  counts: z
    .enum(["working", "elapsed"])
    .optional()
    .describe(
      "working: time in which the property's calendar is open; elapsed: nights and Sundays count, too; left out: working",
    ),
});

const code = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, "Expected a code: small letters, digits and _");

/** By when: the first rule that matches gives each target. Times count in the property's calendar, or on the wall. */
export const slaPolicy = z.object({
  rules: z.array(slaRule).min(1),
  acceptWithinMs: givenDurationMs.describe("How long an offer stands before the next person is asked"),
  graceMs: givenDurationMs.describe("After resolution: how long the customer's no reopens the ticket"),
  pausedBy: z.array(z.enum(["customer", "parts", "third_party", "do_not_disturb", "approval"])),
  startsAt: z
    .enum(["receivedAt", "occurredAt"])
    .default("receivedAt")
    .describe("When the customer's clocks begin: when we heard, or when the customer asked"),
  codes: z
    .object({ resolutions: z.array(code).max(200), causes: z.array(code).max(200) })
    .default({ resolutions: [], causes: [] })
    .describe("Codes that a resolution may name; an empty list allows any"),
});
export type SlaPolicy = z.output<typeof slaPolicy>;
export type SlaRule = SlaPolicy["rules"][number];

/**
 * The defaults of the product: a chat is answered in 60 seconds, an emergency in 5 minutes, everything else in 15. A
 * customer's 24 and 48 hours are hours of theirs, not of the house: what was said on Saturday at 18:00 is due on Sunday.
 */
export const shippedSla: z.input<typeof slaPolicy> = {
  rules: [
    { target: "response", channels: ["wechat", "wecom"], withinMs: minuteMs },
    { target: "response", priorities: ["emergency"], withinMs: 5 * minuteMs },
    { target: "response", withinMs: 15 * minuteMs },
    { target: "resolution", priorities: ["emergency"], withinMs: hourMs },
    { target: "resolution", channels: ["ota_review"], withinMs: 48 * hourMs, counts: "elapsed" },
    { target: "resolution", kinds: ["complaint"], withinMs: 24 * hourMs, counts: "elapsed" },
    { target: "resolution", kinds: ["repair", "service"], priorities: ["urgent"], withinMs: hourMs },
    { target: "resolution", kinds: ["repair", "service", "inquiry"], withinMs: 4 * hourMs },
    { target: "resolution", withinMs: 48 * hourMs, counts: "elapsed" },
  ],
  acceptWithinMs: 3 * minuteMs,
  graceMs: 72 * hourMs,
  pausedBy: ["customer", "parts", "third_party", "do_not_disturb", "approval"],
};

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Expected a time of day from 00:00 to 23:59");

const routingRule = matching.extend({
  id: z.string().min(1).max(60),
  categoryStartsWith,
  placeStartsWith: z
    .array(z.string().min(1).max(80))
    .optional()
    .describe("12: every place that begins with it"),
  during: z
    .array(z.object({ from: timeOfDay, to: timeOfDay }))
    .min(1)
    .optional()
    .describe("Local times of the property; a window may go over midnight"),
  priority: priority.optional().describe("How soon it matters, whatever was said at the desk"),
  skill: skillWanted.optional().describe("What whoever takes it must be able to do"),
  forClaim: z
    .boolean()
    .optional()
    .describe("True: people of the team take it themselves; left out: it is offered to one of them"),
  team: z
    .string()
    .min(1)
    .max(60)
    .describe("A team's id, or its last part where every property has one: engineering"),
});

/** Who works on it: ordered rules, the first that matches gives the team. The last one should match everything. */
export const routingPolicy = z.object({ rules: z.array(routingRule).min(1) });
export type RoutingRule = z.output<typeof routingRule>;
export type RoutingPolicy = z.output<typeof routingPolicy>;

export const shippedRouting: z.input<typeof routingPolicy> = {
  rules: [
    {
      id: "emergency-to-security",
      priorities: ["emergency"],
      categoryStartsWith: ["security"],
      team: "security",
    },
    { id: "engineering-by-category", categoryStartsWith: ["engineering"], team: "engineering" },
    { id: "housekeeping-by-category", categoryStartsWith: ["housekeeping"], team: "housekeeping" },
    { id: "fnb-by-category", categoryStartsWith: ["fnb"], team: "fnb" },
    { id: "front-office-by-category", categoryStartsWith: ["front_office"], team: "front_office" },
    { id: "security-by-category", categoryStartsWith: ["security"], team: "security" },
    { id: "finance-by-category", categoryStartsWith: ["finance"], team: "finance" },
    { id: "emergencies", priorities: ["emergency"], team: "engineering" },
    { id: "repairs", kinds: ["repair"], team: "engineering" },
    { id: "room-service", kinds: ["service"], team: "housekeeping" },
    { id: "lost-and-found", kinds: ["lost_found"], team: "concierge" },
    { id: "violations", kinds: ["violation"], team: "security" },
    { id: "everything-else", team: shippedCatchAllTeam },
  ],
};

export const calendarPolicy = calendarBody;

/** Hotels never close. Properties that do publish their own calendar. */
const allDay = [{ from: "00:00", to: "24:00" }];
export const shippedCalendar: z.input<typeof calendarBody> = {
  timeZone: "Asia/Shanghai",
  windows: { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay, sun: allDay },
};

/** Whether a category is one of those, or below one of them. */
export const isUnder = (starts: readonly string[], one: string): boolean =>
  starts.some((start) => one === start || one.startsWith(`${start}/`));

export type Matchable = { readonly kind: string; readonly priority: string; readonly tier: string | null };

/** What tickets a rule is for, as far as all rules say so. */
export type Matching = z.output<typeof matching>;

/**
 * A ticket in the words of a list of rules. An emergency is a priority, and kind `emergency` is one of that priority. A
 * list from before there was it names the kind instead: it decides as it did when it was written, as of that kind and
 * urgent. To a list that names neither, an emergency is urgent.
 */
export const inWordsOf = <One extends Matchable>(rules: readonly Matching[], ticket: One): One => {
  if (!isEmergency(ticket)) return ticket;
  if (rules.some(({ priorities }) => priorities?.includes("emergency")))
    return { ...ticket, priority: "emergency" };
  const priority = ticket.priority === "emergency" ? "urgent" : ticket.priority;
  if (rules.some(({ kinds }) => kinds?.includes("emergency")))
    return { ...ticket, kind: "emergency", priority };
  return { ...ticket, priority };
};

/** Whether a rule's conditions hold for a ticket in the words of its list. A condition that is not named always does. */
export const matches = (rule: Matching, ticket: Matchable): boolean =>
  (rule.kinds?.includes(ticket.kind as never) ?? true) &&
  (rule.priorities?.includes(ticket.priority as never) ?? true) &&
  (rule.tiers?.includes(ticket.tier as never) ?? true);

/** What a rule of promises looks at. */
export type Promisable = Matchable & { readonly category: string; readonly channel: string };

/** Whether a promise is for such a ticket. */
export const isPromisedTo = (rule: SlaRule, ticket: Promisable): boolean =>
  matches(rule, ticket) &&
  (rule.categoryStartsWith === undefined || isUnder(rule.categoryStartsWith, ticket.category)) &&
  (rule.channels?.includes(ticket.channel as never) ?? true);
