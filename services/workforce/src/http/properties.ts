import { propertyState } from "@shouwen/contracts/events/workforce";
import { propertyId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, type Outcome, tagOf } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey } from "@shouwen/service-kit/paging";
import { z } from "zod";
import type { Property, PropertyData } from "../domain/house/property.ts";
import { putProperty } from "../domain/house/put-property.ts";
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
export const propertyBody = propertyState.data.omit({ propertyId: true, updatedAt: true }).extend({
  brand: shape.brand.default(null),
  region: shape.region.default(null),
  timeZone: shape.timeZone.refine(isTimeZone, "No such time zone"),
  countryCode: z
    .string()
    .regex(/^[A-Z]{2}$/, "Expected two capital letters")
    .describe("ISO 3166-1: how a phone number without prefix is read"),
  phone: shape.phone.default(null),
  defaultOwnerId: shape.defaultOwnerId.default(null),
  purpose: shape.purpose.default("live"),
});

type PropertyBody = z.output<typeof propertyBody>;

export type PutPropertyAt = (id: string, command: Command, body: PropertyBody) => Promise<Outcome<Property>>;

/** Makes a property what the body says. Only for people who may see it. */
export const propertyPutter =
  (handleProperty: Handle<Property>): PutPropertyAt =>
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

const everybody = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
const tags = ["properties"];
const params = z.object({ propertyId });

export const propertyRoutes =
  (put: PutPropertyAt, read: ReadProperties): Routes =>
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
          response: { 200: propertyState.data },
        },
      },
      async (request, reply) => {
        const { state, version } = await put(request.params.propertyId, commandOf(request), request.body);
        if (state.status === "unknown") throw propertyNotFound();
        return reply.header("etag", tagOf(version)).send(state.data);
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
          response: { 200: pageOf(propertyState.data) },
        },
      },
      (request) => read.properties(personBehind(request), request.query),
    );
    app.get(
      "/v1/properties/:propertyId",
      {
        config: { ...everybody, versioned: true },
        schema: { summary: "One property", tags, params, response: { 200: propertyState.data } },
      },
      async (request, reply) => {
        const found = await read.property(personBehind(request), request.params.propertyId);
        if (!found) throw propertyNotFound();
        return reply.header("etag", tagOf(found.version)).send(found.data);
      },
    );
  };
