import { z } from "zod";
import { defineEvent, withFields } from "../define-event.ts";
import { departmentId, instant, language, money, propertyId, staffId, teamId } from "../values.ts";

export const role = z
  .enum(["agent", "staff", "supervisor", "manager", "admin", "integrator"])
  .describe("What somebody may do");
export type Role = z.infer<typeof role>;

const at = instant.describe("When it happened, by the database's clock");
const updatedAt = instant.describe("When this state began");

const onStaff = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  summary: string,
  shape: Shape,
) =>
  defineEvent({
    type,
    topic: "shouwen.staff",
    key: "staffId",
    summary,
    data: z.object(withFields({ staffId, propertyId, at }, shape)),
  });

export const staffCameOnDuty = onStaff(
  "staff.came_on_duty.v1",
  "Somebody is at work and can be given work",
  {},
);

export const staffWentOffDuty = onStaff("staff.went_off_duty.v1", "Somebody went home", {});

export const staffLeft = onStaff("staff.left.v1", "Somebody left the company", {});

/** All that others may know of a member of staff. */
export const staffState = defineEvent({
  type: "staff.state.v1",
  topic: "shouwen.staff_state",
  key: "staffId",
  summary: "The whole public state of a member of staff",
  data: z.object({
    staffId,
    staffNumber: z.string().max(20).describe("The number a customer is given"),
    name: z.string().max(80).describe("As it is written in Chinese"),
    nameEn: z.string().max(80).describe("As it is written in Latin letters"),
    roles: z.array(role).describe("What this person may do"),
    propertyId: propertyId.describe("The home property"),
    departmentId: departmentId.nullable(),
    teamIds: z.array(teamId).describe("The teams that this person works in"),
    skills: z
      .array(
        z.object({
          skill: z.string().max(60).describe("What this person can do: plumbing, guest_relations"),
          level: z.int().min(1).max(5).describe("1 learner, 5 master"),
        }),
      )
      .describe("What this person can do, and how well"),
    languages: z.array(language.describe("A language")).describe("The languages that this person speaks"),
    capacity: z.int().min(0).max(100).describe("How many tickets at once"),
    onDuty: z.boolean().describe("At work now, and can be given work"),
    onDutySince: instant.nullable().describe("Since when; null when off duty"),
    employed: z.boolean().describe("False once the person has left the company"),
    supervisorId: staffId
      .nullable()
      .optional()
      .describe("To whom this person reports; gets the list of open tickets when the person leaves"),
    substituteId: staffId
      .nullable()
      .optional()
      .describe("Who stands in for this person now, on leave or off duty; null when nobody does"),
    absentUntil: instant.nullable().optional().describe("On leave until then; null when not on leave"),
    remedyLimit: money
      .nullable()
      .optional()
      .describe("What this person may grant alone; null: what the role allows"),
    updatedAt,
  }),
});

/** All that others may know of a team, with the department that it belongs to. */
export const teamState = defineEvent({
  type: "team.state.v1",
  topic: "shouwen.team_state",
  key: "teamId",
  summary: "The whole public state of a team and its department",
  data: z.object({
    teamId,
    propertyId,
    departmentId,
    departmentName: z.string().max(80).describe("The department, in Chinese"),
    departmentNameEn: z.string().max(80).describe("The department, in English"),
    name: z.string().max(80).describe("The team, in Chinese"),
    nameEn: z.string().max(80).describe("The team, in English"),
    updatedAt,
  }),
});

/** What a property can lack before requests are in good hands there. */
export const propertyLack = z
  .enum(["owner", "team", "rota", "rules"])
  .describe(
    "owner: no default owner who works there; team: nobody in a team; rota: nobody on duty or rostered; rules: no team there takes what no other rule takes",
  );
export type PropertyLack = z.infer<typeof propertyLack>;

/** All that others may know of a property. */
export const propertyState = defineEvent({
  type: "property.state.v1",
  topic: "shouwen.property_state",
  key: "propertyId",
  summary: "The whole public state of a property",
  data: z.object({
    propertyId,
    name: z.string().max(120).describe("In Chinese"),
    nameEn: z.string().max(120).describe("In English"),
    brand: z.string().max(60).nullable().describe("The brand that it belongs to"),
    region: z.string().max(60).nullable().describe("The region that it belongs to"),
    timeZone: z.string().max(60).describe("IANA name, such as Asia/Shanghai"),
    language: language.describe("The language in which customers are spoken to unless they choose"),
    countryCode: z.string().length(2).describe("ISO 3166-1: how a phone number without prefix is read"),
    phone: z.string().max(40).nullable().describe("The service line that customers call"),
    defaultOwnerId: staffId.nullable().describe("Answers for what nobody else can be named for"),
    purpose: z.enum(["live", "history"]).describe("history: takes only records of the past"),
    lacks: z
      .array(propertyLack)
      .optional()
      .describe("What it lacks before requests are in good hands there; empty: ready; missing: not known"),
    updatedAt,
  }),
});
