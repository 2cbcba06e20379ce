import { shownText } from "@shouwen/contracts/shown-text";
import { isSealed, profileId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import type { OpenWords } from "@shouwen/service-kit/words";
import { z } from "zod";
import { type Profile, propertyIdsOf } from "../domain/profile.ts";
import { erasureRequestedAlready, profileErasedAlready } from "../domain/rejections.ts";
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
  readonly action: "profile.reveal" | "profile.reveal_refused";
  readonly profileId: string;
  readonly propertyId: string | null;
  readonly detail: { readonly fields: readonly string[]; readonly reason?: string };
};

type PrivacyRoutes = {
  readonly customers: Customers;
  readonly audit: {
    write(reveal: Reveal): Promise<void>;
    of(profileId: string, before: number | undefined, limit: number): Promise<readonly AuditEntry[]>;
  };
  /** Seals text with the customer's key; null when they were erased. */
  readonly seal: (profileId: string, text: string) => Promise<string | null>;
  /** Opens what was sealed with this customer's key; null when they were erased, or are to be. */
  readonly openerFor: (profile: Profile) => OpenWords;
};

const tags = ["privacy"];
const params = z.object({ profileId });

const revealBody = z.object({
  reason: shownText(200, 3).describe("Why it must be seen; kept in the audit"),
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

/** Why nothing of a customer is shown; undefined where it may be. `reason` is null once their key is destroyed. */
const refusalOf = (profile: Profile, reason: string | null): Error | undefined => {
  if (profile.status !== "known" || reason === null) return profileErasedAlready();
  return profile.erasure ? erasureRequestedAlready() : undefined;
};

const revealRoute = (app: App, { customers, audit, seal }: PrivacyRoutes): void => {
  app.post(
    "/v1/profiles/:profileId/reveal",
    {
      config: { allow: ["agent", "supervisor", "manager"] },
      schema: {
        summary: "See a customer's name or contact in clear",
        description:
          "Every call is audited before it is answered, also one that is refused: who, when, why, which fields. The reason is sealed with the customer's key.",
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
      const reason = await seal(id, request.body.reason);
      const refusal = refusalOf(profile, reason);
      const fields = [...new Set(request.body.fields)];
      await audit.write({
        actor: person.id,
        action: refusal ? "profile.reveal_refused" : "profile.reveal",
        profileId: id,
        propertyId: through(person, propertyIdsOf(profile)),
        detail: { fields, ...(reason === null ? {} : { reason }) },
      });
      if (refusal) throw refusal;
      const clear = await customers.decrypt(profile);
      const asked = Object.fromEntries(fields.map((field) => [field, clear[field]]));
      return reply.header("cache-control", "no-store").send({ profileId: id, ...asked });
    },
  );
};

const auditEntry = z.object({
  at: z.string(),
  actor: z.string().describe("The member of staff"),
  action: z.string(),
  fields: z.array(z.string()).describe("Which fields; never what stood in them"),
  reason: z
    .string()
    .nullable()
    .describe("Null where none was given, and of a reveal once the customer is erased, or is to be"),
});

/** Reasons of reveals are sealed; those of erasures are masked, and stay. */
const readReason = async ({ detail: { reason } }: AuditEntry, open: OpenWords): Promise<string | null> =>
  isSealed(reason) ? open(reason) : (reason ?? null);

const auditRoute = (app: App, { customers, audit, openerFor }: PrivacyRoutes): void => {
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
      const { profile } = await visible(customers, personBehind(request), id);
      const open = openerFor(profile);
      const { limit, cursor } = request.query;
      const before = cursor ? Number(cursor[0]) : undefined;
      const entries = await audit.of(id, before, limit + 1);
      const reasons = new Map(
        await Promise.all(entries.map(async (entry) => [entry.seq, await readReason(entry, open)] as const)),
      );
      return toPage(entries, limit, {
        keyOf: ({ seq }) => [String(seq)],
        view: ({ seq, at, actor, action, detail }) => ({
          at,
          actor,
          action,
          fields: [...(detail.fields ?? [])],
          reason: reasons.get(seq) ?? null,
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
    auditRoute(app, kept);
  };
