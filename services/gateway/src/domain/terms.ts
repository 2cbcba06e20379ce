import { ownValue } from "@shouwen/contracts/own-value";
import { type Both, both } from "./both.ts";

type Terms = Readonly<Record<string, Both>>;

/** What the codes in events are called by people. */
export const kinds: Terms = {
  repair: both("报修", "Repair"),
  complaint: both("投诉", "Complaint"),
  inquiry: both("咨询", "Inquiry"),
  service: both("服务需求", "Service request"),
  suggestion: both("建议", "Suggestion"),
  praise: both("表扬", "Praise"),
  lost_found: both("失物", "Lost property"),
  violation: both("违章整改", "Violation"),
  emergency: both("紧急事件", "Emergency"),
  approval: both("审批", "Approval"),
};

export const channels: Terms = {
  phone: both("电话", "phone"),
  walk_in: both("前台", "in person"),
  web_form: both("网页", "web form"),
  app: both("App", "app"),
  sms: both("短信", "SMS"),
  email: both("邮件", "e-mail"),
  wechat: both("微信", "WeChat"),
  wecom: both("企业微信", "WeCom"),
  ota_review: both("平台点评", "OTA review"),
  paper: both("纸质问卷", "paper form"),
  staff_patrol: both("员工巡查", "staff patrol"),
  system: both("系统", "another system"),
  staff_inbox: both("站内信", "staff inbox"),
};

export const priorities: Terms = {
  low: both("低", "low"),
  normal: both("普通", "normal"),
  high: both("高", "high"),
  urgent: both("紧急", "urgent"),
  emergency: both("危急", "emergency"),
};

export const targets: Terms = {
  response: both("响应", "answer"),
  resolution: both("解决", "solution"),
  accept: both("接单", "acceptance"),
  reply_by: both("约定答复", "promised reply"),
};

export const waitingFor: Terms = {
  customer: both("客户", "the customer"),
  parts: both("配件", "parts"),
  third_party: both("第三方", "a third party"),
  do_not_disturb: both("客人请勿打扰", "do not disturb"),
  approval: both("审批", "an approval"),
};

export const levels: Readonly<Record<number, Both>> = {
  1: both("客服经理", "customer-service manager"),
  2: both("部门负责人", "department head"),
  3: both("总经理", "general manager"),
};

export const escalationReasons: Terms = {
  no_owner: both("无首问责任人", "nobody owns it"),
  no_handler: both("无人可处理", "nobody can handle it"),
  undecided: both("规则无法判定", "the rules could not decide about it"),
  not_accepted: both("无人接单", "nobody took it"),
  target_nears: both("即将超时", "it is nearly due"),
  target_breached: both("已超时", "it is overdue"),
  target_overdue: both("超时未处理", "it is still open long after it was due"),
  opened: both("须立即上报", "such a matter is reported at once"),
  repeated_complaint: both("客户多次投诉", "the customer complained again"),
  dissatisfied: both("客户不满意", "the customer is dissatisfied"),
  reopened: both("重新打开", "it was reopened"),
  manual: both("人工升级", "somebody asked for it"),
};

export const ownerReasons: Terms = {
  took_first_contact: both("首接", "took the first contact"),
  duty_agent: both("值班客服", "duty agent"),
  default_owner: both("默认负责人", "default owner"),
  came_on_duty: both("上岗补派", "came on duty"),
  manual: both("人工指定", "chosen by hand"),
};

export const dispositions: Terms = {
  answered: both("已接通", "answered"),
  no_answer: both("无人接听", "no answer"),
  busy: both("占线", "busy"),
  voicemail: both("语音信箱", "voicemail"),
  wrong_number: both("号码有误", "wrong number"),
  refused: both("客户不愿接受", "the customer declined"),
  reschedule: both("客户另约时间", "the customer chose another time"),
};

export const refusals: Terms = {
  opted_out: both("客户已退订", "the customer opted out"),
  no_consent: both("未获同意", "no consent"),
  no_contact: both("没有联系方式", "no contact known"),
  contact_invalid: both("联系方式无效", "the contact is no good"),
  erased: both("客户资料已清除", "the customer was erased"),
  duplicate: both("重复消息", "a duplicate"),
  no_template: both("缺少模板", "no template"),
  expired: both("已过时效", "too late by now"),
};

export const closings: Terms = {
  satisfied: both("客户满意", "the customer is satisfied"),
  grace_over: both("观察期满", "no objection in time"),
  history: both("历史记录", "a record of the past"),
  manual: both("人工关闭", "closed by hand"),
};

export const roles: Terms = {
  agent: both("客服", "Service agent"),
  staff: both("一线员工", "Staff"),
  supervisor: both("主管", "Supervisor"),
  manager: both("经理", "Manager"),
  admin: both("管理员", "Administrator"),
  integrator: both("系统对接", "Integration"),
};

/** The term of a code; the code itself where nobody named it yet. */
export const term = (terms: Terms, code: string): Both => ownValue(terms, code) ?? both(code, code);
