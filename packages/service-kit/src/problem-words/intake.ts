import type { ProblemWords } from "../problem-language.ts";

/** What intake may answer. */
export const intakeProblems: ProblemWords = {
  "property.history_only": {
    zh: "此项目只接收历史记录，请以 history 方式导入",
    todo: {
      zh: "导入时加 `history=true`，或另选项目。",
      en: "Import with `history=true`, or choose another property.",
    },
  },
  "property.live": {
    zh: "历史记录应导入专用项目（purpose 为 history）",
    todo: {
      zh: "为历史记录建一个项目，再导入。",
      en: "Make a property for records of the past, and import into it.",
    },
  },
  "request.not_found": {
    zh: "没有这条请求",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "request.reply_in_the_past": {
    zh: "向客户承诺的日期（replyBy）必须在将来",
    todo: { zh: "改为将来的时间。", en: "Give a moment that is still to come." },
  },
  "request.external_id_personal": {
    zh: "外部编号是电话、邮箱或证件号，会被所有人看到",
    todo: {
      zh: "换用对方系统中不含个人信息的编号。",
      en: "Use an id of the other system that says nothing about a person.",
    },
  },
  "mapping.not_found": {
    zh: "没有这个映射",
    todo: { zh: "`GET /v1/imports/mappings` 列出可用的映射。", en: "`GET /v1/imports/mappings` lists them." },
  },
  "mapping.does_not_fit": {
    zh: "此映射不适用于这类文件",
    todo: { zh: "选用与文件格式对应的映射。", en: "Choose a mapping for this kind of file." },
  },
  "import.not_found": {
    zh: "没有这次导入",
    todo: {
      zh: "检查编号，以及它是否属于您的项目。",
      en: "Check the id, and whether it is of your property.",
    },
  },
  "import.id_taken": {
    zh: "此编号属于另一次导入，请换一个",
    todo: { zh: "换一个新的导入编号。", en: "Choose a new id." },
  },
  "import.sent_again": {
    zh: "同一编号的文件正在重新发送，以那一次为准",
    todo: { zh: "等待另一次导入结束。", en: "Wait for the other one to end." },
  },
  "import.interrupted": {
    zh: "服务正在停止，请重新发送文件，已接收的不会重复",
    todo: { zh: "以同一编号重新发送。", en: "Send the file again under the same id." },
  },
  "import.not_text": {
    zh: "不是 UTF-8 或 GB18030 的 CSV，也不是 UTF-8 的 NDJSON，没有导入任何内容",
    todo: { zh: "另存为 UTF-8 后重发。", en: "Save it as UTF-8 and send it again." },
  },
  "import.wrong_header": {
    zh: "文件缺少映射所需的列，没有导入任何内容",
    todo: {
      zh: "补上 `missing` 中的列，或换映射。",
      en: "Add the columns in `missing`, or choose another mapping.",
    },
  },
  "property.not_named": {
    zh: "请指定项目（propertyId），此映射没有默认项目",
    todo: { zh: "在地址中加 `propertyId`。", en: "Add `propertyId` to the address." },
  },
  "import.too_many_steps": {
    zh: "事件日志步骤过多，请分批发送，每件事完整放在一批中；没有导入任何内容",
    todo: { zh: "按件拆分文件后分批发送。", en: "Split the file between cases and send the parts." },
  },
  "record.recorded_otherwise": {
    zh: "已有此记录，但步骤不同，保留原有内容",
    todo: {
      zh: "核对两份文件；原记录不会改动。",
      en: "Compare the files; what was recorded is not changed.",
    },
  },
  "record.differs": {
    zh: "外部编号已对应其他内容，保留原有内容；请使用唯一的编号",
    todo: { zh: "给这一行自己的外部编号。", en: "Give the row an external id of its own." },
  },
  "import.too_many_errors": {
    zh: "错误行过多，很可能选错了文件；之前正确的行已导入，其余见错误清单",
    todo: {
      zh: "先看 `/errors`，核对映射后重发。",
      en: "See `/errors`, check the mapping, and send it again.",
    },
  },
  "import.too_many_at_once": {
    zh: "此项目已有两个文件在导入，请等其中一个完成",
    todo: { zh: "等一个导入完成后再发。", en: "Wait until one of them is done." },
  },
  "import.dates_open": {
    zh: "文件中的日期分不清日和月，请在映射中写明格式",
    todo: { zh: "在映射中写日期格式。", en: "Name the date format in the mapping." },
  },
  "mapping.broken": {
    zh: "此映射的文件有错误，可用 npx shouwen mappings check 查看各行结果",
    todo: {
      zh: "运行 `npx shouwen mappings check` 并修正。",
      en: "Run `npx shouwen mappings check` and mend it.",
    },
  },
};
