import { role } from "@shouwen/contracts/events/workforce";
import { z } from "zod";
import { matching } from "../policy/policies.ts";

const personIn = z.object({
  roles: z.array(role).min(1),
  department: z
    .string()
    .max(80)
    .optional()
    .describe("`ticket`: the ticket's own; `none`: who belongs to none; else its id or the last part of it"),
});

const roleName = z
  .string()
  .regex(/^[a-z]+(_[a-z]+)*$/)
  .max(60);

const step = matching.extend({
  id: z.string().min(1).max(60).describe("Once in the ladder"),
  on: z
    .enum(["target", "no_owner", "no_handler", "not_accepted", "reopened", "opened", "repeated_complaint"])
    .describe("What sets it off; opened: a ticket that matches opens"),
  target: z
    .enum(["response", "resolution", "reply_by"])
    .optional()
    .describe("Only this promise; all when left out"),
  atPercent: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe("Of a promise's time: 80 before it is due, 100 when it breaks, 200 when it is as late again"),
  fromTime: z.int().min(1).max(100).default(1).describe("From which time on: 2 for a second reopening"),
  level: z.int().min(1).max(3),
  nature: z.enum(["hierarchic", "functional"]).default("hierarchic"),
  tells: z
    .array(roleName)
    .min(1)
    .optional()
    .describe("Roles of the ladder; left out: those of its level, and the owner"),
});
export type Step = z.output<typeof step>;

/**
 * Who is called in when. A step is told once; of the steps for a repeated happening those count that ask for the most
 * times. `owner` and `handler` are the ticket's own; an owner who is absent has their substitute told beside them.
 */
export const escalationPolicy = z.object({
  people: z.record(roleName, personIn).describe("Whom a role of the ladder means, in every property"),
  levels: z
    .tuple([z.array(roleName), z.array(roleName), z.array(roleName)])
    .describe("Who is told at levels 1, 2 and 3"),
  steps: z.array(step).max(100),
  groupDesk: z
    .string()
    .max(60)
    .optional()
    .describe(
      "The team, by its whole id, whose people are told where a property has nobody to tell; left out: tea_group_desk",
    ),
});
export type EscalationPolicy = z.output<typeof escalationPolicy>;

/** The team of the group's desk, wherever its people are at home. */
export const deskTeamOf = ({ groupDesk = "tea_group_desk" }: Pick<EscalationPolicy, "groupDesk">): string =>
  groupDesk;

/** The ladder of the product: 1 customer-service manager, 2 department head, 3 general manager. */
export const shippedEscalation: z.input<typeof escalationPolicy> = {
  people: {
    customer_service_manager: { roles: ["supervisor"], department: "customer_service" },
    department_head: { roles: ["supervisor", "manager"], department: "ticket" },
    general_manager: { roles: ["manager"], department: "none" },
  },
  levels: [["customer_service_manager"], ["department_head"], ["general_manager"]],
  steps: [
    {
      id: "nears",
      on: "target",
      atPercent: 80,
      level: 1,
      tells: ["owner", "handler", "customer_service_manager"],
    },
    {
      id: "broken",
      on: "target",
      atPercent: 100,
      level: 2,
      tells: ["owner", "customer_service_manager", "department_head"],
    },
    { id: "still_open", on: "target", atPercent: 200, level: 3 },
    { id: "nobody_owns", on: "no_owner", level: 1 },
    {
      id: "nobody_fits",
      on: "no_handler",
      level: 1,
      nature: "functional",
      tells: ["owner", "customer_service_manager", "department_head"],
    },
    { id: "not_accepted", on: "not_accepted", level: 1 },
    { id: "customer_says_no", on: "reopened", level: 1 },
    { id: "second_no", on: "reopened", fromTime: 2, level: 2 },
    {
      id: "emergency",
      on: "opened",
      priorities: ["emergency"],
      level: 2,
      tells: ["owner", "customer_service_manager", "department_head"],
    },
    { id: "vip_complaint", on: "opened", kinds: ["complaint"], tiers: ["A", "B"], level: 2 },
    { id: "third_complaint", on: "repeated_complaint", kinds: ["complaint"], fromTime: 3, level: 3 },
  ],
};
