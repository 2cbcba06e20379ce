// Runs before the page is painted, so that it does not change its language before the reader's eyes.
const key = "shouwen.language";

const show = (language) => {
  document.documentElement.dataset.language = language;
  for (const button of document.querySelectorAll("[data-choose-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.chooseLanguage === language));
};

const chosen = () => {
  try {
    return localStorage.getItem(key) ?? "both";
  } catch {
    return "both"; // storage is switched off: both languages it is
  }
};

const remember = (language) => {
  try {
    localStorage.setItem(key, language);
  } catch {
    return; // chosen for this page only
  }
};

show(chosen());
document.addEventListener("DOMContentLoaded", () => show(chosen()));
document.addEventListener("click", ({ target }) => {
  const language = target.closest?.("[data-choose-language]")?.dataset.chooseLanguage;
  if (!language) return;
  remember(language);
  show(language);
});
