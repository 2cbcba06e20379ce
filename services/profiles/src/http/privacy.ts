import { profileId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import { beginErasure, finishErasure } from "../domain/erase-profile.ts";
import type { Profile } from "../domain/profile.ts";
import { profileErasedAlready } from "../domain/rejections.ts";
import { profileView, viewOf } from "./profile-view.ts";
import { type Customers, visible } from "./profiles.ts";

type AuditEntry = {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly detail: { readonly fields?: readonly string[]; readonly reason?: string };
};

type Reveal = {
  readonly actor: string;
  readonly action: "profile.reveal";
  readonly profileId: string;
  readonly propertyId: string | null;
  readonly detail: { readonly fields: readonly string[]; readonly reason: string };
};

type PrivacyRoutes = {
  readonly customers: Customers;
  readonly handleProfile: Handle<Profile>;
  readonly audit: {
    write(reveal: Reveal): Promise<void>;
    of(profileId: string, before: number | undefined, limit: number): Promise<readonly AuditEntry[]>;
  };
  /** Destroys the key of somebody whose erasure was begun. Safe to repeat. */
  readonly destroyKey: (profile: Profile) => Promise<void>;
};

const tags = ["privacy"];
const params = z.object({ profileId });

const revealBody = z.object({
  reason: z.string().trim().min(3).max(200).describe("Why it must be seen; kept in the audit"),
  fields: z
    .array(z.enum(["displayName", "contact"]))
    .min(1)
    .describe("What must be seen"),
});

const revealed = z.object({
  profileId,
  displayName: z.string().nullable().optional(),
  contact: z.object({ kind: z.string(), value: z.string() }).nullable().optional(),
});

/** The property through which a person may see a customer, for the audit; null for people of the whole group. */
const through = (person: Person, propertyIds: readonly string[]): string | null =>
  person.properties.includes("*") ? null : (propertyIds.find((id) => maySee(person, id)) ?? null);

const revealRoute = (app: App, { customers, audit }: PrivacyRoutes): void => {
  app.post(
    "/v1/profiles/:profileId/reveal",
    {
      config: { allow: ["agent", "supervisor", "manager"] },
      schema: {
        summary: "See a customer's name or contact in clear",
        description: "Every call is audited before it is answered: who, when, why, which fields.",
        tags,
        params,
        body: revealBody,
        response: { 200: revealed },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const id = request.params.profileId;
      const { profile } = await visible(customers, person, id);
      if (profile.status !== "known") throw profileErasedAlready();
      const { reason } = request.body;
      const fields = [...new Set(request.body.fields)];
      const propertyId = through(person, profile.data.propertyIds);
      const detail = { fields, reason };
      await audit.write({ actor: person.id, action: "profile.reveal", profileId: id, propertyId, detail });
      const clear = await customers.clearTextOf(profile);
      const asked = Object.fromEntries(fields.map((field) => [field, clear[field]]));
      return reply.header("cache-control", "no-store").send({ profileId: id, ...asked });
    },
  );
};

const eraseRoute = (app: App, { customers, handleProfile, destroyKey }: PrivacyRoutes): void => {
  app.post(
    "/v1/profiles/:profileId/erase",
    {
      config: { allow: ["manager"] },
      schema: {
        summary: "Erase a customer: every copy of their data becomes unreadable, everywhere",
        description: "Destroys the person's key. Cannot be undone; safe to repeat.",
        tags,
        params,
        response: { 200: profileView },
      },
    },
    async (request) => {
      const command = commandOf(request);
      const id = request.params.profileId;
      await visible(customers, command.person, id);
      const begun = await handleProfile(id, command, (profile, now) =>
        beginErasure(command.person.id, profile, now),
      );
      await destroyKey(begun.state);
      const { person, cause } = command;
      const second = { person, cause: { actor: cause.actor, correlationId: cause.correlationId } };
      const { state } = await handleProfile(id, second, finishErasure);
      return viewOf(state, { displayName: null, contact: null });
    },
  );
};

const auditEntry = z.object({
  at: z.string(),
  actor: z.string().describe("The member of staff"),
  action: z.string(),
  fields: z.array(z.string()).describe("Which fields; never what stood in them"),
  reason: z.string().nullable(),
});

const auditRoute = (app: App, { customers, audit }: PrivacyRoutes): void => {
  app.get(
    "/v1/profiles/:profileId/audit",
    {
      config: { allow: ["manager"] },
      schema: {
        summary: "Who has seen or erased a customer's data, newest first",
        tags,
        params,
        querystring: z.object(pageQuery(sortKey.serial)),
        response: { 200: pageOf(auditEntry) },
      },
    },
    async (request) => {
      const id = request.params.profileId;
      await visible(customers, personBehind(request), id);
      const { limit, cursor } = request.query;
      const before = cursor ? Number(cursor[0]) : undefined;
      const entries = await audit.of(id, before, limit + 1);
      return toPage(entries, limit, {
        keyOf: ({ seq }) => [String(seq)],
        view: ({ at, actor, action, detail }) => ({
          at,
          actor,
          action,
          fields: [...(detail.fields ?? [])],
          reason: detail.reason ?? null,
        }),
      });
    },
  );
};

/** What is done with personal data, and who answers for it. */
export const privacyRoutes =
  (kept: PrivacyRoutes): Routes =>
  (app) => {
    revealRoute(app, kept);
    eraseRoute(app, kept);
    auditRoute(app, kept);
  };
