import { join } from "node:path";
import { problemWords } from "../src/problem-words/all.ts";
import { type ProblemCode, problemCodes } from "./problem-codes.ts";

/** Where the page stands. */
export const problemsPagePath = join(import.meta.dirname, "../../../infra/docs/problems.md");

const head = `# Problems · 问题代码
Every refusal is a problem document (RFC 9457, \`application/problem+json\`): \`type\` is \`urn:shouwen:problem:<code>\`, the
code never changes; \`title\` is in the language of \`Accept-Language\` (zh-CN or en); \`errors\` names each field;
\`traceId\` finds the request in the traces. Other members, such as \`needs\` or \`perMinute\`, belong to the code.

出错时返回问题文档（RFC 9457）：\`type\` 中的代码永不改变，\`title\` 按 \`Accept-Language\` 为中文或英文，\`errors\` 列出字段，
\`traceId\` 用于查找链路。

This page is made from the services' own rejections (\`node packages/service-kit/scripts/write-problems-page.ts\`); a test
fails when it is out of date or a code has no words.

## Limits · 限额
| of one person, a minute | default | setting |
|---|---|---|
| looks (GET) · 查询 | 3,000 | \`READS_PER_MINUTE\` |
| changes · 操作 | 1,200 | \`COMMANDS_PER_MINUTE\` |
| rehearsals, reports, exports · 试算与报表 | 60 | \`HEAVY_REQUESTS_PER_MINUTE\` |
| files · 文件 | 120, six at once (two into one property) | \`UPLOADS_PER_MINUTE\` |
| another system (role integrator), a provider · 其他系统 | 60,000 | \`REQUESTS_PER_MINUTE\` |

Live streams (\`/live/events\`): six at once. Bodies: 256 KB, all of it within 20 s; a file goes on arriving, 1 KB in 30 s at
least. Headers within 15 s. Connections to one process: 5,000 (\`MAX_CONNECTIONS\`). Where nobody is signed in, the gateway
counts by address. Each process counts for itself. The embedded stack allows far more, because its demo crew, the bench
and the tests act as a few people.
`;

const cell = (text: string): string => text.replaceAll("|", "\\|");

const rowOf = ({ code, title, status }: ProblemCode): string => {
  const word = problemWords[code];
  if (!word) throw new Error(`${code} has no words in packages/service-kit/src/problem-words`);
  return `| \`${code}\` | ${status} | ${cell(title)}<br>${cell(word.zh)} | ${cell(word.todo.en)}<br>${cell(word.todo.zh)} |`;
};

const sectionOf = (service: string, codes: readonly ProblemCode[]): string => {
  const rows = codes.toSorted(
    (one, other) => one.status - other.status || one.code.localeCompare(other.code),
  );
  return [
    `## ${service === "all" ? "Every service · 所有服务" : service}`,
    "| code | status | title | what to do · 怎么办 |",
    "|---|---|---|---|",
    ...rows.map(rowOf),
  ].join("\n");
};

/** Each code once, under the first who says it: what every service may say stands above. */
export const problemsPage = (): string => {
  const once = new Map<string, ProblemCode>();
  for (const one of problemCodes()) if (!once.has(one.code)) once.set(one.code, one);
  const sections = Map.groupBy(once.values(), ({ service }) => service);
  return `${[head, ...[...sections].map(([service, codes]) => sectionOf(service, codes))].join("\n\n")}\n`;
};
