import { keyReused } from "@shouwen/event-bus/key-reused";
import { rejection } from "@shouwen/event-bus/rejection";
import { z } from "zod";
import { maySee, personBehind } from "./auth.ts";
import type { App, Routes } from "./http.ts";
import { policyDraftRoutes } from "./policy-draft-routes.ts";
import { publishing, type Served } from "./policy-publishing.ts";
import type { RuleSchema } from "./policy-rule.ts";
import { groupScope } from "./policy-set.ts";
import { isProperty, type NewDraft } from "./policy-store.ts";
import {
  draftBody,
  policyScope,
  problemView,
  requireScope,
  unknownProperty,
  versionView,
  writers,
} from "./policy-views.ts";

const unknownVersion = rejection("policy.version_not_found", "not_found", "No such version of this rule");
const nothingToEnd = rejection("policy.nothing_to_end", "conflict", "Nothing is published for this scope");
const groupStays = rejection(
  "policy.group_stays",
  "conflict",
  "The group's rule is what everybody inherits: replace it",
);
const readers = ["agent", "staff", "supervisor", "manager", "integrator"] as const;
const tags = ["policies"];

/** Reading, drafting, validating and publishing one kind of rule. */
export const policyRoutes =
  <Schema extends RuleSchema>(served: Served<Schema>): Routes =>
  (app) => {
    const url = `/v1/policies/${served.kind}`;
    readRoutes(app, url, served);
    publishRoutes(app, url, served);
    endRoute(app, url, served);
    policyDraftRoutes(app, url, served);
  };

const readRoutes = <Schema extends RuleSchema>(
  app: App,
  url: string,
  { kind, current, now }: Served<Schema>,
) => {
  app.get(
    url,
    {
      config: { allow: readers },
      schema: {
        summary: `The ${kind} policy in force for a property`,
        tags,
        querystring: z.object({ propertyId: z.string().startsWith("prp_") }),
        response: { 200: versionView },
      },
    },
    async ({ query, person }) => {
      if (!person || !maySee(person, query.propertyId)) throw unknownProperty();
      return (await current()).inForce(query.propertyId, now());
    },
  );
  app.get(
    `${url}/versions`,
    {
      config: { allow: readers },
      schema: {
        summary: `Every published version of the ${kind} policy, newest first`,
        tags,
        querystring: z.object({ scope: policyScope.optional() }),
        response: { 200: z.object({ items: z.array(versionView) }) },
      },
    },
    async (request) => {
      const person = personBehind(request);
      const { scope } = request.query;
      const items = (await current()).versions.filter(
        (version) =>
          (scope === undefined || version.scope === scope) &&
          (!isProperty(version.scope) || maySee(person, version.scope)),
      );
      return { items: [...items] };
    },
  );
  app.get(
    `${url}/versions/:policyVersionId`,
    {
      config: { allow: readers },
      schema: {
        summary: `One version of the ${kind} policy`,
        tags,
        params: z.object({ policyVersionId: z.string().max(120) }),
        response: { 200: versionView },
      },
    },
    async (request) => {
      const found = (await current()).version(request.params.policyVersionId);
      if (!found || (isProperty(found.scope) && !maySee(personBehind(request), found.scope)))
        throw unknownVersion();
      return found;
    },
  );
};

const publishRoutes = <Schema extends RuleSchema>(app: App, url: string, served: Served<Schema>) => {
  const { kind, validate, publish } = served;
  app.post(
    url,
    {
      config: writers,
      schema: {
        summary: `Publish a version of the ${kind} policy`,
        tags,
        body: draftBody.omit({ note: true }).extend({ body: served.schema }),
        response: { 201: versionView },
      },
    },
    async (request, reply) => {
      const draft = request.body as NewDraft;
      requireScope(personBehind(request), draft.scope);
      const { publication } = await publishing(served, request);
      return reply.code(201).send(await publish(draft, publication));
    },
  );
  app.post(
    `${url}/validate`,
    {
      config: writers,
      schema: {
        summary: `Name the gaps and contradictions of a ${kind} policy; nothing is published`,
        tags,
        body: draftBody.pick({ scope: true, body: true }),
        response: { 200: z.object({ publishable: z.boolean(), problems: z.array(problemView) }) },
      },
    },
    async (request) => {
      const { scope, body } = request.body;
      requireScope(personBehind(request), scope);
      const problems = await validate(body, scope);
      const publishable = problems.every(({ severity }) => severity !== "error");
      return { publishable, problems: [...problems] };
    },
  );
};

const endRoute = <Schema extends RuleSchema>(app: App, url: string, served: Served<Schema>) => {
  const { publish, current, now } = served;
  app.post(
    `${url}/end`,
    {
      config: writers,
      schema: {
        summary: `End what is published for a scope: what is inherited holds again`,
        tags,
        body: z.object({ scope: policyScope }),
        response: { 201: versionView },
      },
    },
    async (request, reply) => {
      const { scope } = request.body;
      requireScope(personBehind(request), scope);
      if (scope === groupScope) throw groupStays();
      const effectiveUntil = now();
      const newest = (await current()).versions.find(
        (version) => version.scope === scope && version.effectiveFrom <= effectiveUntil,
      );
      // After the reading: a version that the same command ended meanwhile is found here.
      const { made, publication } = await publishing(served, request);
      if (made && made.scope !== scope) throw keyReused();
      if (made) return reply.code(201).send(made);
      if (!newest || newest.effectiveUntil !== null) throw nothingToEnd({ scope });
      return reply.code(201).send(await publish({ scope, effectiveUntil, body: newest.body }, publication));
    },
  );
};
