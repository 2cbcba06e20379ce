import type { MessagingRule, MessagingRules } from "./messaging-rules.ts";
import type { TemplateSet } from "./template.ts";
import { hasText } from "./write-message.ts";

/** What is wrong with the rules as a whole. An error keeps them from being published. */
export type Finding = {
  readonly severity: "error";
  readonly code: string;
  readonly path: string;
  readonly message: string;
};

/**
 * Rules whose texts are there: approved, of the class of the rule, and with words for one of its channels at least.
 * Otherwise every message of the rule would be refused, and nobody be told.
 */
export const checkRules = ({ rules }: MessagingRules, templates: TemplateSet, scope: string): Finding[] =>
  rules.flatMap((rule, at) => {
    const message = problemOf(rule, templates, scope);
    return message === null
      ? []
      : [{ severity: "error", code: "unknown_template", path: `rules.${at}.template`, message }];
  });

const problemOf = (rule: MessagingRule, templates: TemplateSet, scope: string): string | null => {
  const template = templates.inForce(rule.template, scope);
  if (!template) return `There is no approved text ${rule.template}`;
  if (template.body.class !== rule.class)
    return `The text ${rule.template} is of class ${template.body.class}, the rule of class ${rule.class}`;
  const hasWords = rule.channels.some((channel) =>
    hasText(template, { class: rule.class, channel, language: "zh-CN" }),
  );
  return hasWords ? null : `The text ${rule.template} has no words for ${rule.channels.join(", ")}`;
};
