import { type Template, type TemplateBody, templateBody } from "./template.ts";

const opened: TemplateBody = {
  name: "ticket_opened",
  class: "service",
  sms: {
    "zh-CN":
      "【{{propertyName}}】您的诉求已受理，编号{{ticketNumber}}。[[首问责任人{{ownerName}}，工号{{ownerNumber}}，全程为您负责。]][[我们将于{{replyBy}}前答复您。]][[服务热线{{propertyPhone}}]]",
    en: "{{propertyName}}: we have your request {{ticketNumber}}.[[ {{ownerName}}, staff no. {{ownerNumber}}, answers for it until it is done.]][[ You will hear from us by {{replyBy}}.]][[ Call us: {{propertyPhone}}]]",
  },
  email: {
    "zh-CN": {
      subject: "【{{propertyName}}】您的诉求已受理，编号{{ticketNumber}}",
      text: "尊敬的客人：\n\n您的诉求已受理，编号{{ticketNumber}}。\n[[事项：{{summary}}\n]][[地点：{{place}}\n]][[首问责任人：{{ownerName}}（工号{{ownerNumber}}），全程为您负责，直至您满意。\n]][[我们将于{{replyBy}}前答复您。\n]]\n[[如需联系我们，请致电{{propertyPhone}}。\n]]\n{{propertyName}}",
    },
    en: {
      subject: "{{propertyName}}: we have your request {{ticketNumber}}",
      text: "Dear guest,\n\nWe have your request {{ticketNumber}}.\n[[About: {{summary}}\n]][[Where: {{place}}\n]][[Your first contact: {{ownerName}} (staff no. {{ownerNumber}}), who answers for it until you say that it is done.\n]][[You will hear from us by {{replyBy}}.\n]]\n[[Call us at any time: {{propertyPhone}}\n]]\n{{propertyName}}",
    },
  },
};

const resolved: TemplateBody = {
  name: "ticket_resolved",
  class: "service",
  sms: {
    "zh-CN":
      "【{{propertyName}}】您的诉求{{ticketNumber}}已处理完毕。[[处理情况：{{resolutionNote}}。]]如有不满意，请告诉我们，我们将继续处理。[[首问责任人{{ownerName}}，工号{{ownerNumber}}。]][[服务热线{{propertyPhone}}]]",
    en: "{{propertyName}}: your request {{ticketNumber}} is done.[[ What we did: {{resolutionNote}}.]] If it is not as you wish, tell us and we go on.[[ Your contact: {{ownerName}}, staff no. {{ownerNumber}}.]][[ Call us: {{propertyPhone}}]]",
  },
  email: {
    "zh-CN": {
      subject: "【{{propertyName}}】您的诉求{{ticketNumber}}已处理完毕",
      text: "尊敬的客人：\n\n您的诉求{{ticketNumber}}已处理完毕。\n[[事项：{{summary}}\n]][[处理情况：{{resolutionNote}}\n]]\n如有不满意，请告诉我们，我们将继续处理。\n[[首问责任人：{{ownerName}}（工号{{ownerNumber}}）\n]][[服务热线：{{propertyPhone}}\n]]\n{{propertyName}}",
    },
    en: {
      subject: "{{propertyName}}: your request {{ticketNumber}} is done",
      text: "Dear guest,\n\nYour request {{ticketNumber}} is done.\n[[About: {{summary}}\n]][[What we did: {{resolutionNote}}\n]]\nIf it is not as you wish, tell us and we go on.\n[[Your contact: {{ownerName}} (staff no. {{ownerNumber}})\n]][[Call us: {{propertyPhone}}\n]]\n{{propertyName}}",
    },
  },
};

const update: TemplateBody = {
  name: "ticket_update",
  class: "service",
  sms: {
    "zh-CN":
      "【{{propertyName}}】关于您的诉求{{ticketNumber}}：[[{{staffText}}]][[服务热线{{propertyPhone}}]]",
    en: "{{propertyName}}, about your request {{ticketNumber}}:[[ {{staffText}}]][[ Call us: {{propertyPhone}}]]",
  },
  email: {
    "zh-CN": {
      subject: "【{{propertyName}}】关于您的诉求{{ticketNumber}}",
      text: "尊敬的客人：\n\n[[{{staffText}}\n]]\n[[首问责任人：{{ownerName}}（工号{{ownerNumber}}）\n]][[服务热线：{{propertyPhone}}\n]]\n{{propertyName}}",
    },
    en: {
      subject: "{{propertyName}}: about your request {{ticketNumber}}",
      text: "Dear guest,\n\n[[{{staffText}}\n]]\n[[Your contact: {{ownerName}} (staff no. {{ownerNumber}})\n]][[Call us: {{propertyPhone}}\n]]\n{{propertyName}}",
    },
  },
};

const safety: TemplateBody = {
  name: "safety_notice",
  class: "critical",
  sms: {
    "zh-CN":
      "【{{propertyName}}】安全提示：[[{{staffText}}。]]请听从现场工作人员指引。[[紧急联系{{propertyPhone}}]]",
    en: "{{propertyName}} safety notice:[[ {{staffText}}.]] Please follow the staff on site.[[ Emergency line: {{propertyPhone}}]]",
  },
  email: {
    "zh-CN": {
      subject: "【{{propertyName}}】安全提示",
      text: "[[{{staffText}}。\n]]请听从现场工作人员指引。\n[[紧急联系：{{propertyPhone}}\n]]",
    },
    en: {
      subject: "{{propertyName}}: safety notice",
      text: "[[{{staffText}}.\n]]Please follow the staff on site.\n[[Emergency line: {{propertyPhone}}\n]]",
    },
  },
};

/** The texts that come with the product: version 1 of each. What a group writes itself begins at version 2. */
export const shippedTemplates: readonly Template[] = [opened, resolved, update, safety].map((body) => ({
  version: 1,
  scope: "group",
  body: templateBody.parse(body),
}));
