const svg = "http://www.w3.org/2000/svg";

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
};

const text = (language, content) => {
  const made = element("span", "", content);
  made.lang = language;
  return made;
};

/** A text in both languages; the reader's choice shows one or both. */
export const both = (zh, en, className = "") =>
  element("span", `both ${className}`.trim(), text("zh-CN", zh), " ", text("en", en));

/** The states of a ticket that is not over, in the order in which it passes through them. */
export const statuses = [
  ["queued", "待派单", "queued"],
  ["offered", "待接单", "offered"],
  ["accepted", "已接单", "accepted"],
  ["in_progress", "处理中", "in progress"],
  ["waiting", "等待中", "waiting"],
  ["resolved", "待客户确认", "resolved"],
];

const rect = (className, { x = 0, y = 0, width, height }) => {
  const made = document.createElementNS(svg, "rect");
  made.setAttribute("class", className);
  for (const [name, value] of Object.entries({ x, y, width, height })) made.setAttribute(name, String(value));
  return made;
};

/** One bar per minute; a quiet minute is a thin line, the present one stands out. */
export const sparkOf = (perMinute) => {
  const most = Math.max(4, ...perMinute);
  const step = 300 / perMinute.length;
  return perMinute.map((count, index) => {
    const height = count === 0 ? 1.5 : Math.max(4, (count / most) * 88);
    const isNow = index === perMinute.length - 1;
    const className = isNow ? "now" : "some";
    return rect(count === 0 ? "none" : className, {
      x: index * step,
      y: 90 - height,
      width: step - 1,
      height,
    });
  });
};

/** Name, bar and count of one state. */
export const barOf = ([code, zh, en], count, most) => {
  const bar = document.createElementNS(svg, "svg");
  bar.setAttribute("viewBox", "0 0 100 10");
  bar.setAttribute("preserveAspectRatio", "none");
  bar.append(
    rect("track", { width: 100, height: 10 }),
    rect(`value ${code}`, { width: count ? Math.max(1.5, (count / most) * 100) : 0, height: 10 }),
  );
  return [both(zh, en), bar, element("output", "", count === undefined ? "–" : count.toLocaleString())];
};

/** One thing to look at: how many, and what. English has another word for one than for many. */
const item = (tone, count, words) => {
  const [zh, one, many = one] = words;
  const number = count === undefined ? [] : [element("b", "", count.toLocaleString())];
  return element("li", tone, ...number, both(zh, count === 1 ? one : many));
};

const downOf = (services) =>
  services.filter(({ ready, total }) => total > 0 && ready === 0).map(({ service }) => service);

/** What a duty manager should look at now, worst first; a word of calm when there is nothing. */
export const attentionOf = ({ figures, counts }) => {
  if (!figures?.caughtUp)
    return [item("plain", undefined, ["正在读取最近的动态……", "Reading what happened last…"])];
  const down = downOf(figures.services);
  const wanted = [
    ["bad", counts?.overdue, ["张工单已超时", "ticket is overdue", "tickets are overdue"]],
    ["warn", counts?.byStatus.queued, ["张工单无人接手", "ticket not taken yet", "tickets not taken yet"]],
    ["warn", figures.callbacks.due, ["个回访到点待拨", "callback is due", "callbacks are due"]],
    ["warn", figures.lastDay.failed, ["条消息发送失败", "message failed today", "messages failed today"]],
  ];
  const items = wanted.filter(([, count]) => count > 0).map((one) => item(...one));
  if (down.length > 0)
    items.unshift(
      item("bad", undefined, [`服务中断：${down.join("、")}`, `Not running: ${down.join(", ")}`]),
    );
  if (items.length > 0) return items;
  return [
    item("good", undefined, [
      "一切正常：没有超时工单，没有待拨回访",
      "All is well: nothing overdue, no callback waiting",
    ]),
  ];
};

const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

/** Tickets of before were called by the end of their id. */
const ticketOf = ({ ticketId, number }) => {
  if (!ticketId) return element("span", "ticket");
  const called = number ?? ticketId.slice(-8).toUpperCase();
  const link = element("a", "", `${called} · `, both("链路", "trace"));
  link.href = `/live/trace/${encodeURIComponent(ticketId)}`;
  link.title = ticketId;
  return element("span", "ticket", link);
};

/** One line of what happened. */
export const lineOf = (event, isFresh) => {
  const time = element("time", "", clock.format(new Date(event.at)));
  time.dateTime = event.at;
  const words = element("span", "", both(event.zh, event.en, "words"));
  if (event.detail) words.append(element("span", "detail", event.detail));
  const where = event.property
    ? both(event.property.zh, event.property.en, "where")
    : element("span", "where", event.propertyId);
  return element("li", `${event.tone}${isFresh ? " fresh" : ""}`, time, words, where, ticketOf(event));
};
