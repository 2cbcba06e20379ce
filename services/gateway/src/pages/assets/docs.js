const one = (selector) => document.querySelector(selector);

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== undefined));
  return made;
};

const both = (zh, en) => {
  const [first, second] = [element("span", "", zh), element("span", "", en)];
  first.lang = "zh-CN";
  second.lang = "en";
  return element("span", "both", first, " ", second);
};

let api;
const resolved = (schema) => {
  const name = schema?.$ref?.replace("#/components/schemas/", "");
  return name ? { title: name, ...api.components.schemas[name] } : (schema ?? {});
};

/* Types */

const words = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
  null: "nothing",
};

const typeOf = (given) => {
  const schema = resolved(given);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(" or ");
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(" or ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.format === "date-time") return "moment";
  return words[schema.type] ?? schema.type ?? "anything";
};

/** The object whose fields are worth showing: the schema itself, the items of a list, or the one that may be nothing. */
const objectIn = (given) => {
  const schema = resolved(given);
  if (schema.properties) return schema;
  if (schema.type === "array") return objectIn(schema.items);
  return (schema.anyOf ?? schema.oneOf ?? []).map(objectIn).find(Boolean);
};

const deepest = 4;

const rowsOf = (schema, prefix = "", depth = 0) => {
  const object = objectIn(schema);
  if (!object || depth > deepest) return [];
  return Object.entries(object.properties).flatMap(([name, field]) => {
    const path = prefix + name;
    const inside = resolved(field).type === "array" ? `${path}[].` : `${path}.`;
    return [rowOf(path, field, object.required?.includes(name)), ...rowsOf(field, inside, depth + 1)];
  });
};

const rowOf = (name, schema, required) =>
  element(
    "tr",
    "",
    element("td", "", element("code", "", name)),
    element("td", "", typeOf(schema)),
    element("td", "", required ? both("必填", "required") : both("选填", "optional")),
    element("td", "", resolved(schema).description ?? ""),
  );

const tableOf = (rows) => element("div", "scroll", element("table", "fields", ...rows));

const section = (zh, en, content) => (content ? [element("h3", "", both(zh, en)), content] : []);

const fieldsOf = (schema) => {
  const rows = rowsOf(schema);
  if (rows.length > 0) return tableOf(rows);
  return schema && Object.keys(schema).length > 0 ? element("p", "", typeOf(schema)) : undefined;
};

/* Operations */

const jsonOf = (content) => content?.["application/json"]?.schema ?? Object.values(content ?? {})[0]?.schema;

const exampleOf = (given, depth = 0) => {
  const schema = resolved(given);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf ?? schema.oneOf) return exampleOf((schema.anyOf ?? schema.oneOf)[0], depth);
  if (schema.properties && depth < deepest) {
    const required = schema.required ?? [];
    return Object.fromEntries(required.map((name) => [name, exampleOf(schema.properties[name], depth + 1)]));
  }
  if (schema.type === "array") return [];
  if (schema.format === "date-time") return new Date().toISOString();
  return { integer: 1, number: 1, boolean: true, string: "…" }[schema.type] ?? null;
};

const curlOf = (method, path, operation) => {
  const body = jsonOf(operation.requestBody?.content);
  return [
    `curl -X ${method.toUpperCase()} '${location.origin}${path}'`,
    '-H "authorization: Bearer $TOKEN"',
    ...(method === "post" ? ['-H "idempotency-key: $(uuidgen)"'] : []),
    ...(body ? ["-H 'content-type: application/json'", `-d '${JSON.stringify(exampleOf(body))}'`] : []),
  ].join(" \\\n  ");
};

const parametersOf = ({ parameters = [] }) =>
  parameters.length > 0
    ? tableOf(
        parameters.map(({ name, schema, required, description }) =>
          rowOf(name, { description, ...schema }, required),
        ),
      )
    : undefined;

const answersOf = ({ responses = {} }) =>
  Object.entries(responses).flatMap(([status, { content, description }]) =>
    section(`返回 ${status}`, "Answer", fieldsOf(jsonOf(content)) ?? element("p", "", description ?? "")),
  );

const detailsOf = ({ method, path, operation }) =>
  element(
    "div",
    "",
    operation.description ? element("p", "", operation.description) : undefined,
    ...section("参数", "Parameters", parametersOf(operation)),
    ...section("请求体", "Body", fieldsOf(jsonOf(operation.requestBody?.content))),
    ...answersOf(operation),
    ...section("示例", "Example", element("pre", "", curlOf(method, path, operation))),
  );

const idOf = ({ method, path }) => `${method}${path}`.replaceAll(/[^a-z0-9]+/gi, "-");

const cardOf = (entry) => {
  const { method, path, operation } = entry;
  const summary = element(
    "summary",
    "",
    element("span", `verb ${method}`, method.toUpperCase()),
    element("code", "", path),
    element("span", "said", operation.summary ?? ""),
  );
  const card = element("details", "card operation", summary);
  card.id = idOf(entry);
  card.dataset.words =
    `${method} ${path} ${operation.summary ?? ""} ${operation["x-topic"] ?? ""}`.toLowerCase();
  // Drawn when it is opened: a hundred operations are read one at a time.
  card.addEventListener("toggle", () => card.children.length === 1 && card.append(detailsOf(entry)));
  return card;
};

const linkOf = (entry) => {
  const link = element("a", "", `${entry.method.toUpperCase()} ${entry.path.replace("/v1", "")}`);
  link.href = `#${idOf(entry)}`;
  link.addEventListener("click", () => {
    document.getElementById(idOf(entry)).open = true;
  });
  const item = element("li", "", link);
  item.dataset.words = document.getElementById(idOf(entry)).dataset.words;
  return item;
};

const entriesOf = (service) =>
  Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags?.includes(service))
      .map(([method, operation]) => ({ method, path, operation })),
  );

const draw = () => {
  const groups = api.tags.map(({ name, description }) => ({ name, description, entries: entriesOf(name) }));
  const shown = groups.filter(({ entries }) => entries.length > 0);
  one("#operations").replaceChildren(
    ...shown.flatMap(({ name, description, entries }) => [
      element("div", "page-head", element("h2", "", name), element("span", "lead", description ?? "")),
      ...entries.map(cardOf),
    ]),
  );
  one("#contents").replaceChildren(
    ...shown.flatMap(({ name, entries }) => [
      element("strong", "", name),
      element("ul", "", ...entries.map(linkOf)),
    ]),
  );
};

const answer = await fetch("/openapi.json");
api = await answer.json();
draw();
const target = location.hash && document.getElementById(location.hash.slice(1));
if (target) {
  target.open = true;
  target.scrollIntoView();
}

one("#find").addEventListener("input", ({ target: { value } }) => {
  const wanted = value.trim().toLowerCase();
  for (const card of document.querySelectorAll("[data-words]"))
    card.hidden = !card.dataset.words.includes(wanted);
});
