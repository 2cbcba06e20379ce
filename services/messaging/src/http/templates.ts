import { language, propertyId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import type { TemplateFilter } from "../domain/board.ts";
import { ownDraft, scopeForbidden, templateNotFound } from "../domain/rejections.ts";
import { shippedTemplates } from "../domain/shipped-templates.ts";
import { countSms } from "../domain/sms-parts.ts";
import {
  type Draft,
  render,
  type Template,
  type TemplateBody,
  type TemplateVersion,
  templateBody,
  templateName,
  type Values,
  variables,
} from "../domain/template.ts";

/** What the routes need. `list` sees only what the person may see. */
export type TemplateSources = {
  list(person: Person, filter: TemplateFilter): Promise<readonly TemplateVersion[]>;
  find(name: string, version: number): Promise<TemplateVersion | undefined>;
  draft(draft: Draft): Promise<TemplateVersion>;
  approve(which: { name: string; version: number }, cause: Command["cause"]): Promise<TemplateVersion>;
};

const readers = ["agent", "supervisor", "manager"] as const;
const tags = ["templates"];

const group = "group";
const scope = z.union([z.literal(group), propertyId]).describe("group, or the property that it is for");

const inBothLanguages = z.object({ "zh-CN": z.string(), en: z.string() });

const templateView = z
  .object({
    name: z.string(),
    version: z.int(),
    scope: z.string(),
    label: inBothLanguages.describe("What people call this version"),
    status: z.enum(["draft", "approved"]),
    body: templateBody,
    draftedBy: z.string().nullable().describe("Null when it came with the product"),
    draftedAt: z.string().nullable(),
    approvedBy: z.string().nullable(),
    approvedAt: z.string().nullable(),
  })
  .describe("One version of a text");

/** Texts: drafted by supervisors, approved by managers, never changed afterwards. */
export const templateRoutes =
  (sources: TemplateSources): Routes =>
  (app) => {
    readRoutes(app, sources);
    writeRoutes(app, sources);
    previewRoute(app);
  };

const readRoutes = (app: App, sources: TemplateSources): void => {
  app.get(
    "/v1/templates",
    {
      config: { allow: readers },
      schema: {
        summary: "Texts that were written here, by name, the newest version first",
        tags,
        querystring: z.object({
          ...pageQuery(sortKey.name, sortKey.count),
          name: templateName.optional(),
          status: templateView.shape.status.optional(),
        }),
        response: { 200: pageOf(templateView) },
      },
    },
    async (request) => {
      const { cursor, limit, ...wanted } = request.query;
      const after = cursor && { name: cursor[0], version: Number(cursor[1]) };
      const rows = await sources.list(personBehind(request), { ...wanted, after, limit: limit + 1 });
      return toPage(rows, limit, { keyOf: (row) => [row.name, String(row.version)], view: viewOf });
    },
  );
  app.get(
    "/v1/templates/shipped",
    {
      config: { allow: readers },
      schema: {
        summary: "The texts that come with the product, and the values that a text can name",
        tags,
        response: {
          200: z.object({
            items: z.array(templateView),
            values: z.record(z.string(), z.object({ optional: z.boolean(), what: z.string() })),
          }),
        },
      },
    },
    () => ({ items: shippedTemplates.map(shippedView), values: variables }),
  );
};

type TemplateView = z.output<typeof templateView>;

/** A name that ships has the shipped text as its version 1; the first of one's own is then called the first, not the second. */
const viewOf = (version: TemplateVersion): TemplateView => {
  const own = shippedNames.has(version.name) ? version.version - 1 : version.version;
  return { ...version, label: { "zh-CN": `自编文本第 ${own} 版`, en: `Own text, version ${own}` } };
};

const shippedNames = new Set(shippedTemplates.map(({ body }) => body.name));

const shippedView = ({ version, scope: where, body }: Template): TemplateView => ({
  label: { "zh-CN": "系统自带文本", en: "Text that comes with the product" },
  name: body.name,
  version,
  scope: where,
  status: "approved",
  body,
  draftedBy: null,
  draftedAt: null,
  approvedBy: null,
  approvedAt: null,
});

const writeRoutes = (app: App, sources: TemplateSources): void => {
  app.post(
    "/v1/templates",
    {
      config: { allow: ["supervisor", "manager"] },
      schema: {
        summary: "Draft a new version of a text",
        tags,
        body: z.object({ scope, body: templateBody }),
        response: { 201: templateView },
      },
    },
    async (request, reply) => {
      const command = commandOf(request);
      requireScope(command.person, request.body.scope);
      const { once } = command.cause;
      const commandId = `${once?.source} ${once?.eventId}`;
      const draft = { ...request.body, draftedBy: command.person.id, commandId };
      return reply.code(201).send(viewOf(await sources.draft(draft)));
    },
  );
  app.post(
    "/v1/templates/:name/versions/:version/approve",
    {
      config: { allow: ["manager"] },
      schema: {
        summary: "Approve a draft that somebody else wrote: from now on messages are written with it",
        tags,
        params: z.object({ name: templateName, version: z.coerce.number().int().min(1) }),
        response: { 200: templateView },
      },
    },
    async (request) => {
      const command = commandOf(request);
      const found = await sources.find(request.params.name, request.params.version);
      if (!found) throw templateNotFound();
      requireScope(command.person, found.scope);
      if (found.status === "draft" && found.draftedBy === command.person.id) throw ownDraft();
      return viewOf(await sources.approve(request.params, command.cause));
    },
  );
};

/** A text for the group is the group's people's; another property's is not there. */
const requireScope = (person: Person, where: string): void => {
  if (where === group && !person.properties.includes("*")) throw scopeForbidden();
  if (where !== group && !maySee(person, where)) throw templateNotFound();
};

const preview = z.object({ subject: z.string().nullable(), text: z.string() });

const previewRoute = (app: App): void => {
  app.post(
    "/v1/templates/preview",
    {
      config: { allow: readers },
      schema: {
        summary: "What a customer would read, and what it would cost as SMS",
        tags,
        body: z.object({
          body: templateBody,
          language,
          values: z
            .record(z.string(), z.string().max(2_000))
            .default({})
            .describe("Examples stand for what is left out"),
        }),
        response: {
          200: z.object({
            sms: preview.extend({ encoding: z.string(), units: z.int(), parts: z.int() }).nullable(),
            email: preview.nullable(),
          }),
        },
      },
    },
    ({ body }) => previewOf(body.body, body.language, { ...examples[body.language], ...body.values }),
  );
};

const previewOf = (body: TemplateBody, spoken: "zh-CN" | "en", values: Values) => {
  const sms = render(body, { channel: "sms", language: spoken }, values);
  return {
    sms: sms && { ...sms, ...countSms(sms.text) },
    email: render(body, { channel: "email", language: spoken }, values),
  };
};

const examples: Record<"zh-CN" | "en", Values> = {
  "zh-CN": {
    propertyName: "云栖酒店",
    propertyPhone: "0571-88886666",
    ticketNumber: "S26-0123",
    summary: "空调不制冷",
    place: "1208",
    ownerName: "王芳",
    ownerNumber: "1024",
    replyBy: "11月24日18:00",
    resolutionNote: "已更换温控面板",
    staffText: "工程师将于30分钟内上门",
  },
  en: {
    propertyName: "Cloud Rest Hotel",
    propertyPhone: "+86 571 8888 6666",
    ticketNumber: "S26-0123",
    summary: "Air conditioning does not cool",
    place: "1208",
    ownerName: "Wang Fang",
    ownerNumber: "1024",
    replyBy: "24 Nov, 18:00",
    resolutionNote: "The thermostat was replaced",
    staffText: "An engineer will be with you within 30 minutes",
  },
};
