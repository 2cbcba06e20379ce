import type { ProblemWords } from "../problem-language.ts";

/** What every service may answer. */
export const kitProblems: ProblemWords = {
  invalid: {
    zh: "请求与接口说明不符",
    todo: {
      zh: "`errors` 逐项列出字段和原因；改正后重新提交。",
      en: "`errors` names each field and what is wrong with it; mend them and send it again.",
    },
  },
  moment_outside_window: {
    zh: "时间与今天相距过远，不可能有效",
    todo: {
      zh: "`errors` 列出字段；窗口见 `/openapi.json` 中该字段的 `formatMinimum`、`formatMaximum`。",
      en: "`errors` names the field; its window stands in `/openapi.json` (`formatMinimum`, `formatMaximum`).",
    },
  },
  already_there: {
    zh: "已有相同的记录",
    todo: {
      zh: "`fields` 列出不可重复的字段；换一个值，或使用已有的记录。",
      en: "`fields` names what there may be only one of; choose another value, or use the one that is there.",
    },
  },
  "idempotency_key.reused": {
    zh: "此 Idempotency-Key 已用于另一条命令",
    todo: {
      zh: "新命令换一个新键；重试才用原键，正文须与原来相同。",
      en: "Take a new key for a new command; only a repeat keeps its key, with the same body.",
    },
  },
  bad_request: {
    zh: "请求无法读取",
    todo: {
      zh: "检查 JSON 是否完整、地址是否能解码、正文长度是否与声明一致。",
      en: "Check that the JSON is whole, that the address can be decoded, and that the body is as long as announced.",
    },
  },
  unauthenticated: {
    zh: "请先登录：缺少令牌，或令牌有误、已过期",
    todo: { zh: "重新登录或换取新的令牌。", en: "Sign in again, or fetch a new token." },
  },
  "words.not_yours": {
    zh: "只有本事项的人员和主管可以读其中的文字",
    todo: {
      zh: "客户正在线上或由您回访时，加上 `reason=repeat_contact` 或 `reason=callback`；每次查阅均有记录。",
      en: "With the customer on the line, or when you call them back, say so: `reason=repeat_contact` or `reason=callback`. Each reading is audited.",
    },
  },
  forbidden: {
    zh: "您的角色不能这样做",
    todo: {
      zh: "`needs` 列出允许的角色；请有此角色的同事处理。",
      en: "`needs` names the roles that may; ask somebody who has one.",
    },
  },
  group_only: {
    zh: "只有集团人员可以这样做",
    todo: {
      zh: "这涉及所有项目；请属性为 `*` 的集团管理员处理。",
      en: "It concerns every property; ask an administrator of the group (properties `*`).",
    },
  },
  not_found: {
    zh: "没有这项内容",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  no_route: {
    zh: "没有这个地址",
    todo: { zh: "对照 `/openapi.json` 检查路径。", en: "Compare the path with `/openapi.json`." },
  },
  method_not_allowed: {
    zh: "这里不能这样操作",
    todo: { zh: "`Allow` 头列出可用的方法。", en: "The header `Allow` names the methods that can be used." },
  },
  body_too_slow: {
    zh: "正文未及时到达",
    todo: {
      zh: "检查网络后重试；不会有任何改动。",
      en: "Check the connection and try again; nothing was changed.",
    },
  },
  too_large: {
    zh: "正文超过允许的大小",
    todo: {
      zh: "普通正文不超过 256 KB；文件按接口说明分次发送。",
      en: "Bodies have 256 KB at most; send a file in parts where its route says a smaller size.",
    },
  },
  address_too_long: {
    zh: "地址超过允许的长度",
    todo: { zh: "路径中的每个名称不超过 200 个字符。", en: "A name in a path has 200 characters at most." },
  },
  headers_too_large: {
    zh: "请求头超过允许的大小",
    todo: { zh: "去掉多余的请求头或 Cookie。", en: "Leave out headers or cookies that are not needed." },
  },
  unsupported_media_type: {
    zh: "此处不接受这种类型的正文",
    todo: {
      zh: "检查 `content-type`；导入文件用 `text/csv` 或 `application/x-ndjson`。",
      en: "Check `content-type`; files to import are `text/csv` or `application/x-ndjson`.",
    },
  },
  too_many_requests: {
    zh: "请求过于频繁，请放慢",
    todo: {
      zh: "`class` 和 `perMinute` 说明是哪一类、每分钟多少次；等待 `Retry-After` 秒。",
      en: "`class` and `perMinute` say which kind and how many a minute; wait for `Retry-After` seconds.",
    },
  },
  too_many_at_once: {
    zh: "同时打开的数量已到上限，请等其中一个结束",
    todo: {
      zh: "`atOnce` 是一个人可同时打开的数量；关闭多余的页面，或等文件导入完。",
      en: "`atOnce` is how many one person may have open; close a page, or wait until a file is in.",
    },
  },
  unavailable: {
    zh: "所依赖的服务暂时无法连接，没有任何改动，请重试",
    todo: {
      zh: "等待 `Retry-After` 秒，用同一个 `Idempotency-Key` 重试。",
      en: "Wait for `Retry-After` seconds and try again under the same `Idempotency-Key`.",
    },
  },
  fault: {
    zh: "系统内部出错，请提供 traceId 以便查找",
    todo: {
      zh: "用同一个 `Idempotency-Key` 重试一次；仍失败请把 `traceId` 报给运维。",
      en: "Try once more under the same `Idempotency-Key`; then tell the operators the `traceId`.",
    },
  },
  outbox_full: {
    zh: "待发送的事件过多，暂时无法接收，请重试",
    todo: {
      zh: "稍后重试；运维见 runbooks/unsent-outbox.md。",
      en: "Try again later; operators see runbooks/unsent-outbox.md.",
    },
  },
  too_busy: {
    zh: "到达的数量超过当前能写入的数量，请重试",
    todo: { zh: "等待 `Retry-After` 秒后重试。", en: "Wait for `Retry-After` seconds and try again." },
  },
  stale_version: {
    zh: "您读取之后它已被修改，请重新读取",
    todo: {
      zh: "重新 GET，用新的 `ETag` 作为 `If-Match` 再提交。",
      en: "GET it again and send its new `ETag` as `If-Match`.",
    },
  },
  changed_meanwhile: {
    zh: "其他人正在同时修改它，请重试",
    todo: { zh: "直接重试。", en: "Try again." },
  },
  "idempotency_key.invalid": {
    zh: "Idempotency-Key 应为 1 至 200 个字符",
    todo: { zh: "换一个较短的键，例如 UUID。", en: "Take a shorter one, such as a UUID." },
  },
  "if_match.invalid": {
    zh: 'If-Match 应为一个 ETag，例如 "3"，或用 * 表示任意版本',
    todo: { zh: "原样送回读取时得到的 `ETag`。", en: "Give back the `ETag` as it was read." },
  },
  "consumer.not_found": {
    zh: "此服务没有这个消费者",
    todo: { zh: "`consumers` 列出此服务的消费者。", en: "`consumers` names those of this service." },
  },
  "replay.archive_unknown": {
    zh: "此服务不知道那个服务的归档在哪里（ARCHIVES）",
    todo: {
      zh: "`archives` 列出已知的归档；在 `ARCHIVES` 中补上地址。",
      en: "`archives` names those that are known; add the address to `ARCHIVES`.",
    },
  },
  "replay.archive_silent": {
    zh: "无法读取归档，没有重放任何内容",
    todo: {
      zh: "确认那个服务在运行、您是集团管理员，然后重试。",
      en: "See that the other service runs and that you are an admin of the group, then try again.",
    },
  },
  "replay.events_unknown": {
    zh: "归档中没有这些事件，没有重放任何内容",
    todo: {
      zh: "`unknown` 列出编号；用 `GET /v1/archive` 查找。",
      en: "`unknown` names the ids; look them up with `GET /v1/archive`.",
    },
  },
  "import.no_text": {
    zh: "文件不是 UTF-8 或 GB18030 文本，请另存为 CSV UTF-8",
    todo: { zh: "在表格软件中另存为“CSV UTF-8”。", en: "Save it as “CSV UTF-8” in the spreadsheet." },
  },
  "import.lacks_columns": {
    zh: "文件首行缺少必需的列，没有导入任何内容",
    todo: {
      zh: "`columns` 列出缺少的列，补上后重发。",
      en: "`columns` names them; add them and send it again.",
    },
  },
  "policy.faulty": {
    zh: "规则有缺口或自相矛盾，没有发布",
    todo: {
      zh: "`errors` 逐条说明；先用 `policies publish --check` 试查。",
      en: "`errors` says each; try it with `policies publish --check` first.",
    },
  },
  "policy.changed_meanwhile": {
    zh: "其他人正在发布同一条规则，请重试",
    todo: { zh: "读取最新版本后再发布。", en: "Read the newest version, then publish." },
  },
  "policy.draft_not_found": {
    zh: "没有这份草稿",
    todo: {
      zh: "它可能已发布或被丢弃；查看草稿列表。",
      en: "It may be published or thrown away; see the drafts.",
    },
  },
  "policy.version_not_found": {
    zh: "此规则没有这个版本",
    todo: { zh: "查看该规则的版本列表。", en: "See the versions of the rule." },
  },
  "policy.nothing_to_end": {
    zh: "该范围没有已发布的规则",
    todo: { zh: "无需结束；该范围沿用上一级的规则。", en: "There is nothing to end: the scope inherits." },
  },
  "policy.group_stays": {
    zh: "集团规则是所有项目继承的基础，请替换而不是结束",
    todo: { zh: "为集团发布新版本。", en: "Publish a new version for the group." },
  },
  "policy.scope_forbidden": {
    zh: "只有集团人员可为集团、区域或品牌发布",
    todo: {
      zh: "为自己的项目发布，或请集团人员发布。",
      en: "Publish for your property, or ask somebody of the group.",
    },
  },
  "property.not_found": {
    zh: "没有这个项目",
    todo: {
      zh: "检查 `propertyId`，以及您是否属于该项目。",
      en: "Check `propertyId`, and whether you belong to it.",
    },
  },
};
