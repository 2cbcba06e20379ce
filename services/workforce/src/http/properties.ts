import { propertyLack, propertyState } from "@shouwen/contracts/events/workforce";
import { shownText } from "@shouwen/contracts/shown-text";
import { propertyId } from "@shouwen/contracts/values";
import type { Outcome } from "@shouwen/event-bus/shell";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey } from "@shouwen/service-kit/paging";
import { isCountry } from "@shouwen/vault/countries";
import { z } from "zod";
import type { Property, PropertyData, PropertyFact } from "../domain/organisation/property.ts";
import { putProperty } from "../domain/organisation/put-property.ts";
import type { LacksOf } from "../domain/organisation/readiness.ts";
import { propertyNotFound } from "../domain/rejections.ts";

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const { shape } = propertyState.data;

/** A property as an admin describes it. */
export const propertyBody = propertyState.data
  .omit({ propertyId: true, updatedAt: true, lacks: true })
  .extend({
    name: shownText(120).describe("In Chinese"),
    nameEn: shownText(120).describe("In English"),
    brand: shownText(60).nullable().default(null).describe("The brand that it belongs to"),
    region: shownText(60).nullable().default(null).describe("The region that it belongs to"),
    timeZone: shape.timeZone.refine(isTimeZone, "No such time zone"),
    countryCode: z
      .string()
      .regex(/^[A-Z]{2}$/, { error: "Expected two capital letters", abort: true })
      .refine(isCountry, "No such country in ISO 3166-1")
      .describe("ISO 3166-1: how a phone number without prefix is read"),
    phone: shownText(40).nullable().default(null).describe("The service line that customers call"),
    defaultOwnerId: shape.defaultOwnerId.default(null),
    purpose: shape.purpose.default("live"),
  });

type PropertyBody = z.output<typeof propertyBody>;

export type PutPropertyAt = (id: string, command: Command, body: PropertyBody) => Promise<Outcome<Property>>;

/** Makes a property what the body says. Only for people who may see it. */
export const propertyPutter =
  (handleProperty: Handle<Property, PropertyFact>): PutPropertyAt =>
  async (id, command, body) => {
    if (!maySee(command.person, id)) throw propertyNotFound();
    return handleProperty(id, command, (property, now) =>
      putProperty({ propertyId: id, ...body }, property, now),
    );
  };

type Listing = { limit: number; cursor?: readonly string[] | undefined };

/** How people read properties. */
export type ReadProperties = {
  property(person: Person, id: string): Promise<{ data: PropertyData; version: number } | undefined>;
  properties(person: Person, listing: Listing): Promise<{ items: PropertyData[]; next: string | null }>;
};

const propertyView = propertyState.data
  .extend({
    ready: z
      .boolean()
      .describe("Requests are in good hands here; until then the group's desk is told as well"),
    lacks: z.array(propertyLack).describe("What it lacks now; other systems hear of it a moment later"),
  })
  .describe("A property");

type PropertyView = z.output<typeof propertyView>;

const viewsOf = async (properties: readonly PropertyData[], lacksOf: LacksOf): Promise<PropertyView[]> => {
  const lacks = await lacksOf(properties);
  return properties.map((property) => {
    const missing = [...(lacks.get(property.propertyId) ?? [])];
    return { ...property, ready: missing.length === 0, lacks: missing };
  });
};

const viewOf = async (property: PropertyData, lacksOf: LacksOf): Promise<PropertyView> => {
  const [view] = await viewsOf([property], lacksOf);
  if (!view) throw propertyNotFound();
  return view;
};

const everybody = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
const tags = ["properties"];
const params = z.object({ propertyId });

export const propertyRoutes =
  (put: PutPropertyAt, read: ReadProperties & { lacksOf: LacksOf }): Routes =>
  (app) => {
    app.put(
      "/v1/properties/:propertyId",
      {
        config: { allow: ["admin"], versioned: true },
        schema: {
          summary: "Create a property, or change it",
          description: "The body is the whole property. Where nothing changes, nothing is said.",
          tags,
          params,
          body: propertyBody,
          response: { 200: propertyView },
        },
      },
      async (request, reply) => {
        const { state, version } = await put(request.params.propertyId, commandOf(request), request.body);
        if (state.status === "unknown") throw propertyNotFound();
        return reply.header("etag", tagOf(version)).send(await viewOf(state.data, read.lacksOf));
      },
    );
    app.get(
      "/v1/properties",
      {
        config: everybody,
        schema: {
          summary: "The properties that you may see",
          tags,
          querystring: z.object(pageQuery(sortKey.name)),
          response: { 200: pageOf(propertyView) },
        },
      },
      async (request) => {
        const { items, next } = await read.properties(personBehind(request), request.query);
        return { items: await viewsOf(items, read.lacksOf), next };
      },
    );
    app.get(
      "/v1/properties/:propertyId",
      {
        config: { ...everybody, versioned: true },
        schema: { summary: "One property", tags, params, response: { 200: propertyView } },
      },
      async (request, reply) => {
        const found = await read.property(personBehind(request), request.params.propertyId);
        if (!found) throw propertyNotFound();
        return reply.header("etag", tagOf(found.version)).send(await viewOf(found.data, read.lacksOf));
      },
    );
  };
