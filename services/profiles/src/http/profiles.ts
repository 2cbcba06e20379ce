import { language, profileId, propertyId, tier } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { type Contact, normaliseContact } from "@shouwen/vault/contact";
import { z } from "zod";
import { changeProfile } from "../domain/change-profile.ts";
import type { Profile, ProfileFact } from "../domain/profile.ts";
import { profileNotFound, propertyNotFound } from "../domain/rejections.ts";
import { profileView, viewOf } from "./profile-view.ts";

type Found = { readonly profile: Profile; readonly version: number };

/** How a person finds customers, and what opens them. */
export type Customers = {
  find(person: Person, id: string): Promise<Found | undefined>;
  findByContact(person: Person, contactIndex: string, limit: number): Promise<readonly Found[]>;
  erasures(
    person: Person,
    after: { eraseAt: string; profileId: string } | undefined,
    limit: number,
  ): Promise<readonly Found[]>;
  decrypt(profile: Profile): Promise<{ displayName: string | null; contact: Contact | null }>;
};

/** Seals a name for its person; null when they were erased. */
type SealName = (profileId: string, name: string, known: string | null) => Promise<string | null>;

type ProfileRoutes = {
  readonly customers: Customers;
  readonly handleProfile: Handle<Profile, ProfileFact>;
  readonly sealName: SealName;
  readonly blindIndex: (contact: Contact) => string;
  /** How a phone number without prefix is read in a property; undefined where it is not known. */
  readonly countryOf: (propertyId: string) => Promise<string | undefined>;
};

/** The customer as this person may see them, or "not found". */
export const visible = async (
  customers: Pick<Customers, "find">,
  person: Person,
  id: string,
): Promise<Found> => {
  const found = await customers.find(person, id);
  if (!found) throw profileNotFound();
  return found;
};

const tags = ["profiles"];
const params = z.object({ profileId });
const everybody = { allow: ["agent", "staff", "supervisor", "manager"] } as const;

const readRoute = (app: App, { customers }: ProfileRoutes): void => {
  app.get(
    "/v1/profiles/:profileId",
    {
      config: { ...everybody, versioned: true },
      schema: { summary: "One customer, masked", tags, params, response: { 200: profileView } },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const { profile, version } = await visible(customers, person, request.params.profileId);
      const view = viewOf(profile, await customers.decrypt(profile), person);
      return reply.header("etag", tagOf(version)).send(view);
    },
  );
};

const mostFound = 20;

const searchBody = z.object({
  propertyId: propertyId.describe("Where you are: says how a phone number without prefix is read"),
  contact: z.string().min(3).max(254).describe("A phone number or e-mail address, as people write it"),
});

const searchRoute = (app: App, { customers, blindIndex, countryOf }: ProfileRoutes): void => {
  app.post(
    "/v1/profiles/search",
    {
      config: { allow: ["agent", "supervisor", "manager"] },
      schema: {
        summary: "Find customers by how they are reached",
        description: "The contact stands in the body and never in an address. Answers are masked.",
        tags,
        body: searchBody,
        response: { 200: z.object({ items: z.array(profileView) }) },
      },
    },
    async (request) => {
      const person = personBehind(request);
      const { body } = request;
      const country = maySee(person, body.propertyId) ? await countryOf(body.propertyId) : undefined;
      if (country === undefined) throw propertyNotFound();
      const contactIndex = blindIndex(normaliseContact(body.contact, country));
      const found = await customers.findByContact(person, contactIndex, mostFound);
      const views = found.map(async ({ profile }) =>
        viewOf(profile, await customers.decrypt(profile), person),
      );
      return { items: await Promise.all(views) };
    },
  );
};

const changeBody = z.object({
  tier: tier.optional(),
  language: language.optional(),
  displayName: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .nullable()
    .optional()
    .describe("What the customer is called; null takes it away"),
});

const changeRoute = (app: App, { customers, handleProfile, sealName }: ProfileRoutes): void => {
  app.put(
    "/v1/profiles/:profileId",
    {
      config: { allow: ["supervisor", "manager"], versioned: true },
      schema: {
        summary: "Correct a customer's tier, language or name",
        description:
          "What is not named stays as it is. It holds everywhere: a customer whom other properties know, too, is corrected by those who answer for all of them, or for the group.",
        tags,
        params,
        body: changeBody,
        response: { 200: profileView },
      },
    },
    async (request, reply) => {
      const id = request.params.profileId;
      const person = personBehind(request);
      const { profile } = await visible(customers, person, id);
      const { displayName, ...plain } = request.body;
      const known = profile.status === "known" ? profile.data.displayName : null;
      const named = displayName ? { displayName: await sealName(id, displayName, known) } : { displayName };
      const command = { ...plain, ...named, by: person };
      const outcome = await handleProfile(id, commandOf(request), (state, now) =>
        changeProfile(command, state, now),
      );
      const view = viewOf(outcome.state, await customers.decrypt(outcome.state), person);
      return reply.header("etag", tagOf(outcome.version)).send(view);
    },
  );
};

/** Customers: masked for everybody at a desk, found by contact, corrected by those who lead others. */
export const profileRoutes =
  (kept: ProfileRoutes): Routes =>
  (app) => {
    readRoute(app, kept);
    searchRoute(app, kept);
    changeRoute(app, kept);
  };
