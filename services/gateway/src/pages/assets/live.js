import { attentionOf, barOf, both, lineOf, sparkOf, statuses } from "./live-view.js";

const keptEvents = 400;
const shownLines = 80;
const countsEveryMs = 4_000;

const one = (selector) => document.querySelector(selector);
const state = {
  events: [],
  figures: undefined,
  counts: undefined,
  show: "main",
  held: false,
  source: undefined,
  wasOpen: false,
};

const propertyId = () => one("#property").value;

/* What happens */

const isWanted = ({ minor, tone }) => {
  if (state.show === "all") return true;
  return state.show === "attention" ? tone === "warn" || tone === "bad" : !minor;
};

const redraw = () => {
  const lines = state.events.filter(isWanted).slice(-shownLines).reverse();
  one("#feed").replaceChildren(...lines.map((event) => lineOf(event, false)));
  one("#quiet-hour").hidden = lines.length > 0;
};

const arrive = ({ events, skipped }) => {
  const known = new Set(state.events.map(({ id }) => id));
  const fresh = events.filter(({ id }) => !known.has(id));
  state.events = [...state.events, ...fresh].slice(-keptEvents);
  if (state.held) return;
  const lines = fresh.filter(isWanted).map((event) => lineOf(event, true));
  if (skipped > 0 && lines.length > 0) lines.unshift(skippedLine(skipped));
  one("#feed").prepend(...lines.reverse());
  while (one("#feed").children.length > shownLines) one("#feed").lastElementChild.remove();
  if (lines.length > 0) one("#quiet-hour").hidden = true;
};

const skippedLine = (count) => {
  const line = document.createElement("li");
  line.className = "skipped";
  line.append(both(`另有 ${count} 条动态`, `and ${count} more`));
  return line;
};

/* Figures */

const setFigure = (name, value, tone = "") => {
  for (const place of document.querySelectorAll(`[data-figure="${name}"]`)) {
    place.textContent = value === undefined ? "–" : value.toLocaleString();
    place.className = value > 0 ? tone : "";
  }
};

const dailyTones = { failed: "bad", breached: "bad", dissatisfied: "warn", reopened: "warn" };

const drawFigures = () => {
  const { figures, counts } = state;
  if (figures) {
    setFigure("requests", figures.lastHour.requests);
    for (const [name, value] of Object.entries(figures.lastDay)) setFigure(name, value, dailyTones[name]);
    setFigure("due", figures.callbacks.due, "warn");
    setFigure("planned", figures.callbacks.planned);
    one("#spark").replaceChildren(...sparkOf(figures.requestsPerMinute));
    setFigure("peak", Math.max(...figures.requestsPerMinute));
    drawHistory(figures.lastHour.historyRecords);
    drawProperties(figures.properties);
    drawServices(figures.services);
  }
  setFigure("open", counts?.open);
  setFigure("overdue", counts?.overdue, "bad");
  const most = Math.max(1, ...statuses.map(([code]) => counts?.byStatus[code] ?? 0));
  one("#bars").replaceChildren(
    ...statuses.flatMap((status) => barOf(status, counts?.byStatus[status[0]], most)),
  );
  drawAttention(attentionOf(state));
  drawLink();
};

/** Only when it changes: it is read aloud to those who cannot see it. */
const drawAttention = (items) => {
  const said = items.map(({ textContent }) => textContent).join();
  if (said === [...one("#attention").children].map(({ textContent }) => textContent).join()) return;
  one("#attention").replaceChildren(...items);
};

const drawHistory = (count) => {
  one("#history").hidden = count === 0;
  const shown = count.toLocaleString();
  one("#history").replaceChildren(
    both(`另导入历史记录 ${shown} 条`, `besides, ${shown} records of the past were imported`),
  );
};

const drawProperties = (properties) => {
  const select = one("#property");
  const wanted = ["", ...properties.map((property) => property.propertyId)];
  if (wanted.join() === [...select.options].map(({ value }) => value).join()) return;
  const chosen = select.value || new URLSearchParams(location.search).get("propertyId") || "";
  select.replaceChildren(
    new Option("全部项目 All properties", ""),
    ...properties.map(({ propertyId, zh, en }) => new Option(`${zh} ${en}`, propertyId)),
  );
  select.value = wanted.includes(chosen) ? chosen : "";
};

const toneOf = (ready, total) => {
  if (ready === total) return "";
  return ready === 0 ? "bad" : "warn";
};

const drawServices = (services) => {
  const dots = services
    .filter(({ total }) => total > 0)
    .map(({ service, ready, total }) => {
      const dot = document.createElement("span");
      dot.className = toneOf(ready, total);
      dot.textContent = total > 1 ? `${service} ${ready}/${total}` : service;
      return dot;
    });
  one("#services").replaceChildren(both("系统", "System"), ...dots);
};

const links = {
  waiting: ["正在连接", "Connecting"],
  live: ["实时", "Live"],
  behind: ["正在补读最近的动态", "Catching up"],
  lost: ["连接中断，正在重连", "Connection lost, trying again"],
};

const linkNow = () => {
  if (!state.wasOpen) return "waiting";
  if (state.source.readyState !== EventSource.OPEN) return "lost";
  return state.figures?.caughtUp ? "live" : "behind";
};

const drawLink = () => {
  const now = linkNow();
  one("#link").dataset.link = now;
  one("#link-text").replaceChildren(both(...links[now]));
};

const askCounts = async () => {
  const query = propertyId() ? `?propertyId=${encodeURIComponent(propertyId())}` : "";
  const answer = await fetch(`/v1/tickets/counts${query}`).catch(() => undefined);
  if (answer?.status === 401)
    location.href = `/sign-in?backTo=${encodeURIComponent(location.pathname + location.search)}`;
  state.counts = answer?.ok ? await answer.json() : undefined;
  drawFigures();
};

/* The stream */

const connect = () => {
  state.source?.close();
  const query = propertyId() ? `?propertyId=${encodeURIComponent(propertyId())}` : "";
  state.source = new EventSource(`/live/events${query}`);
  state.source.addEventListener("present", ({ data }) => {
    state.events = JSON.parse(data).events;
    redraw();
  });
  state.source.addEventListener("happened", ({ data }) => arrive(JSON.parse(data)));
  state.source.addEventListener("figures", ({ data }) => {
    state.figures = JSON.parse(data);
    drawFigures();
  });
  state.source.addEventListener("open", () => {
    state.wasOpen = true;
    drawLink();
  });
  state.source.addEventListener("error", () => {
    drawLink();
    if (state.source.readyState === EventSource.CLOSED) setTimeout(connect, countsEveryMs);
  });
};

const startAgain = () => {
  const url = new URL(location.href);
  if (propertyId()) url.searchParams.set("propertyId", propertyId());
  else url.searchParams.delete("propertyId");
  history.replaceState(null, "", url);
  state.counts = undefined;
  connect();
  void askCounts();
};

/* The controls */

one("#property").addEventListener("change", startAgain);
one("#pause").addEventListener("click", ({ currentTarget }) => {
  state.held = !state.held;
  currentTarget.setAttribute("aria-pressed", String(state.held));
  if (!state.held) redraw();
});
for (const button of document.querySelectorAll("[data-show]"))
  button.addEventListener("click", () => {
    state.show = button.dataset.show;
    for (const other of document.querySelectorAll("[data-show]"))
      other.setAttribute("aria-pressed", String(other === button));
    redraw();
  });

/* The beginning: what stands on the page already */

const present = JSON.parse(one("#present").textContent);
Object.assign(state, present);
const wished = new URLSearchParams(location.search).get("propertyId");
if (wished) {
  one("#property").append(new Option(wished, wished));
  one("#property").value = wished;
}
redraw();
drawFigures();
connect();
setInterval(askCounts, countsEveryMs);
if (!present.counts) void askCounts();
