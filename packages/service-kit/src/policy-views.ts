import { givenMoment } from "@shouwen/contracts/given-moment";
import { rejection } from "@shouwen/event-bus/rejection";
import { z } from "zod";
import { maySee, type Person } from "./auth.ts";
import { isProperty } from "./policy-store.ts";

const scopeForbidden = rejection(
  "policy.scope_forbidden",
  "forbidden",
  "Only people of the whole group publish for the group, a region or a brand",
);
export const unknownProperty = rejection("property.not_found", "not_found", "No such property");

/** Whose rules: the whole group's, a region's, a brand's or one property's. */
export const policyScope = z
  .string()
  .regex(
    /^(group|prp_[A-Za-z0-9_-]{1,64}|(region|brand):[^:]{1,60})$/,
    "Expected group, region:<name>, brand:<name> or a property id",
  );

/** A property's rules are that property's; wider ones belong to people of the whole group. */
export const requireScope = (person: Person, scope: string): void => {
  if (isProperty(scope) && !maySee(person, scope)) throw unknownProperty();
  if (!isProperty(scope) && !person.properties.includes("*")) throw scopeForbidden();
};

export const versionView = z.object({
  policyVersionId: z.string(),
  scope: z.string(),
  version: z.int(),
  effectiveFrom: z.string(),
  effectiveUntil: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
});

export const problemView = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  path: z.string(),
  message: z.string(),
});

export const draftView = z.object({
  draftId: z.string(),
  version: z.int(),
  scope: z.string(),
  effectiveFrom: z.string().nullable(),
  effectiveUntil: z.string().nullable(),
  note: z.string().nullable(),
  updatedBy: z.string(),
  updatedAt: z.string(),
  body: z.record(z.string(), z.unknown()),
  problems: z.array(problemView).describe("What keeps it from being published, and what to look at"),
});

export const draftBody = z.object({
  scope: policyScope,
  effectiveFrom: givenMoment.optional(),
  effectiveUntil: givenMoment.optional().describe("From then on what is inherited holds again"),
  note: z.string().max(500).optional(),
  body: z.record(z.string(), z.unknown()).describe("The rule; a draft may have gaps"),
});

/** Who drafts and publishes. */
export const writers = { allow: ["manager"] } as const;
