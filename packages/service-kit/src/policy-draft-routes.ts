import { rejection } from "@shouwen/event-bus/rejection";
import { z } from "zod";
import { maySee, type Person, personBehind } from "./auth.ts";
import { commandOf, idOfCommand, tagOf, versionAskedBy } from "./decision.ts";
import type { App } from "./http.ts";
import { publishing, type Served } from "./policy-publishing.ts";
import type { RuleSchema } from "./policy-rule.ts";
import { draftsOf, isProperty, type NewDraft, type SavedDraft } from "./policy-store.ts";
import { draftBody, draftView, requireScope, versionView, writers } from "./policy-views.ts";

const unknownDraft = rejection("policy.draft_not_found", "not_found", "No such draft");
const staleDraft = rejection("stale_version", "stale", "It has changed since you read it; read it again");
const tags = ["policies"];
const params = z.object({ draftId: z.string().max(80) });

const mayWrite = (person: Person, scope: string): boolean =>
  isProperty(scope) ? maySee(person, scope) : person.properties.includes("*");

const openDesk = <Schema extends RuleSchema>({ validate, ...served }: Served<Schema>) => {
  const drafts = draftsOf(served);
  /** A draft of a scope that one may not write is not there. */
  const requireMine = (person: Person, draft: SavedDraft | undefined): SavedDraft => {
    if (!draft || !mayWrite(person, draft.scope)) throw unknownDraft();
    return draft;
  };
  return {
    drafts,
    requireMine,
    /** With what keeps it from being published. */
    viewOf: async (draft: SavedDraft) => ({
      ...draft,
      effectiveFrom: draft.effectiveFrom ?? null,
      effectiveUntil: draft.effectiveUntil ?? null,
      problems: [...(await validate(draft.body, draft.scope))],
    }),
    mine: async (person: Person, draftId: string): Promise<SavedDraft> =>
      requireMine(person, await drafts.find(draftId)),
  };
};

/** Drafting one kind of rule: begun, changed, thrown away or published. */
export const policyDraftRoutes = <Schema extends RuleSchema>(
  app: App,
  url: string,
  served: Served<Schema>,
): void => {
  listAndBegin(app, url, served);
  changeAndDrop(app, url, served);
  publishDraft(app, url, served);
};

const listAndBegin = <Schema extends RuleSchema>(app: App, url: string, served: Served<Schema>) => {
  const { drafts, viewOf } = openDesk(served);
  const items = z.object({ items: z.array(draftView) });
  app.get(
    `${url}/drafts`,
    {
      config: writers,
      schema: { summary: `Drafts of the ${served.kind} policy`, tags, response: { 200: items } },
    },
    async (request) => {
      const person = personBehind(request);
      const visible = (await drafts.list()).filter(({ scope }) => mayWrite(person, scope));
      return { items: await Promise.all(visible.map(viewOf)) };
    },
  );
  const summary = `Begin a draft of the ${served.kind} policy`;
  app.post(
    `${url}/drafts`,
    {
      config: { ...writers, versioned: true },
      schema: { summary, tags, body: draftBody, response: { 201: draftView } },
    },
    async (request, reply) => {
      const person = personBehind(request);
      requireScope(person, request.body.scope);
      const draft = await drafts.add(idOfCommand("drf", commandOf(request)), request.body, person.id);
      const view = await viewOf(draft);
      return reply.code(201).header("etag", tagOf(draft.version)).send(view);
    },
  );
};

const changeAndDrop = <Schema extends RuleSchema>(app: App, url: string, served: Served<Schema>) => {
  const { drafts, viewOf, mine } = openDesk(served);
  const summary = "Change a draft; with If-Match only the version that was read";
  app.put(
    `${url}/drafts/:draftId`,
    {
      config: { ...writers, versioned: true },
      schema: { summary, tags, params, body: draftBody, response: { 200: draftView } },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const draft = await mine(person, request.params.draftId);
      requireScope(person, request.body.scope);
      const read = { ...draft, version: versionAskedBy(request) ?? draft.version };
      const changed = await drafts.change(read, request.body as NewDraft, person.id);
      if (!changed) throw staleDraft({ version: draft.version });
      return reply.header("etag", tagOf(changed.version)).send(await viewOf(changed));
    },
  );
  app.delete(
    `${url}/drafts/:draftId`,
    { config: writers, schema: { summary: "Throw a draft away", tags, params } },
    async (request, reply) => {
      await drafts.remove((await mine(personBehind(request), request.params.draftId)).draftId);
      return reply.code(204).send(null);
    },
  );
};

const publishDraft = <Schema extends RuleSchema>(app: App, url: string, served: Served<Schema>) => {
  const { drafts, requireMine } = openDesk(served);
  const summary = "Publish a draft; refused with the gaps that it has";
  app.post(
    `${url}/drafts/:draftId/publish`,
    { config: writers, schema: { summary, tags, params, response: { 201: versionView } } },
    async (request, reply) => {
      // In this order: a draft that is gone by the same command was there, or is what that command published.
      const found = await drafts.find(request.params.draftId);
      const { made, publication } = await publishing(served, request);
      if (made) return reply.code(201).send(made);
      const draft = requireMine(personBehind(request), found);
      const read = versionAskedBy(request);
      if (read !== undefined && read !== draft.version) throw staleDraft({ version: draft.version });
      const published = await served.publish(draft, publication);
      return reply.code(201).send(published);
    },
  );
};
