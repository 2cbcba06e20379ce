/** Who speaks on a topic, and about what; what one event says stands with the event. */
export type TopicNote = { readonly service: string; readonly summary: string };

/** Every topic's note. The catalogue of events cannot be generated while one is missing. */
export const topicNotes: Readonly<Record<string, TopicNote>> = {
  "shouwen.request": { service: "intake", summary: "What customers told us, over any channel · 受理" },
  "shouwen.ticket": {
    service: "routing",
    summary: "The life of a ticket, who owns it, who works on it, and which promises were kept · 工单",
  },
  "shouwen.approval": {
    service: "routing",
    summary: "What somebody asked to be allowed, and how each step was decided · 审批",
  },
  "shouwen.remedy": {
    service: "routing",
    summary: "What customers are given for what went wrong · 补救",
  },
  "shouwen.callback": {
    service: "callbacks",
    summary: "Promises to call a customer back, and each dial · 回访",
  },
  "shouwen.message": {
    service: "messaging",
    summary: "Messages to and from customers, and what became of them · 消息",
  },
  "shouwen.consent": {
    service: "messaging",
    summary: "What a person allows on a channel, with its proof · 同意与退订",
  },
  "shouwen.ledger": { service: "scoring", summary: "Scored facts: who, how much, by which rule · 计分流水" },
  "shouwen.profile": {
    service: "profiles",
    summary: "Customers who became known, are to be erased or were erased · 客户",
  },
  "shouwen.staff": { service: "workforce", summary: "Who came on duty, went off duty, or left · 上下班" },
  "shouwen.profile_state": {
    service: "profiles",
    summary: "What others may know of each customer · 客户档案",
  },
  "shouwen.staff_state": {
    service: "workforce",
    summary: "What others may know of each member of staff · 员工",
  },
  "shouwen.team_state": { service: "workforce", summary: "Each team with its department · 班组与部门" },
  "shouwen.property_state": { service: "workforce", summary: "Each hotel, estate or store · 项目" },
  "shouwen.policy_state": {
    service: "each service, for the rules that it owns",
    summary: "Each published version of any rule · 规则",
  },
  "shouwen.session": {
    service: "gateway",
    summary: "Sessions of people that were ended before their time · 登录会话",
  },
};

/** The note of a topic. Throws when nobody wrote one. */
export const noteOf = (topic: string): TopicNote => {
  const note = topicNotes[topic];
  if (!note) throw new Error(`Say who speaks on ${topic} in topic-notes.ts`);
  return note;
};
