import type { Mail } from "./mail.ts";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222 }
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .4rem .8rem; border-bottom: 1px solid #ddd }
  pre { white-space: pre-wrap; background: #f6f6f4; padding: 1rem } iframe { width: 100%; min-height: 24rem; border: 1px solid #ddd }
</style>
${body}
</html>`;

const row = ({ id, to, subject, receivedAt }: Mail): string =>
  `<tr><td>${escaped(receivedAt.slice(0, 19).replace("T", " "))}</td><td>${escaped(to.join(", "))}</td>` +
  `<td><a href="/view/${id}">${escaped(subject || "(no subject)")}</a></td></tr>`;

/** The list of mails, newest first. */
export const mailListPage = (mails: readonly Mail[]): string =>
  page(
    "Mail inbox",
    `<h1>Mail inbox · 收件箱</h1><p>Every mail that the stack sends ends here. Newest first.</p>
<table><tr><th>Received (UTC)</th><th>To</th><th>Subject</th></tr>${mails.map(row).join("")}</table>
${mails.length === 0 ? "<p>No mail yet. 还没有邮件。</p>" : ""}`,
  );

/** One mail; its HTML in a frame without scripts, forms or our origin. */
export const mailPage = (mail: Mail | undefined): string => {
  if (!mail) return page("No such mail", '<p>No such mail. <a href="/">Back</a></p>');
  const html = mail.html ? `<iframe sandbox srcdoc="${escaped(mail.html)}"></iframe>` : "";
  return page(
    mail.subject,
    `<p><a href="/">All mails</a></p><h1>${escaped(mail.subject)}</h1>
<p>From ${escaped(mail.from)} to ${escaped(mail.to.join(", "))}, ${escaped(mail.receivedAt)}</p>
<pre>${escaped(mail.text)}</pre>${html}`,
  );
};
