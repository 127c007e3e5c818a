/* Small improvements on top of pages that work without them: nothing typed is lost, nothing is sent twice, errors are found. */

let isLeaving = false;

/* One listener for all forms, so that a form that arrives later in a fragment is watched too. */
function noteChange(event) {
  const form = event.target.form;
  if (form && form.dataset.warnUnsaved) form.dataset.isChanged = "yes";
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.isSent) {
    event.preventDefault();
    return;
  }
  isLeaving = true;
  if (form.method === "get") return;
  form.dataset.isSent = "yes";
  // Not `disabled`: the browser would leave out the name and value of the button, and focus would be lost.
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
}

function warnBeforeLeaving(event) {
  if (isLeaving || !document.querySelector("form[data-is-changed]")) return;
  event.preventDefault();
}

/* Coming back with the browser's button shows the page as it was: a form must be able to be sent again. */
function allowAgain() {
  isLeaving = false;
  for (const form of document.querySelectorAll("form[data-is-sent]")) {
    delete form.dataset.isSent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}

function focusErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const place = field.closest(".field") || field;
    place.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    const isEscape = event.type === "keydown" && event.key === "Escape";
    if (isEscape) menu.querySelector("summary").focus();
    if (isEscape || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  }
}

/* Browsers that cannot show a closed fold through style rules get the wide navigation opened. */
function openNavigation() {
  const isWide = window.matchMedia("(min-width: 56.01rem)");
  if (CSS.supports("selector(::details-content)")) return;
  const follow = () => { for (const fold of document.querySelectorAll("[data-side-menu]")) fold.open = isWide.matches; };
  isWide.addEventListener("change", follow);
  follow();
}

async function drawCharts() {
  const first = document.querySelector("figure[data-chart]");
  if (!first) return;
  const { upgradeCharts } = await import(first.dataset.chartScript);
  await upgradeCharts(document);
}

async function helpToFind() {
  const first = document.querySelector("[data-finder]");
  if (!first) return;
  const { upgradeFinders } = await import(first.dataset.finderScript);
  upgradeFinders(document);
}

document.addEventListener("input", noteChange);
document.addEventListener("submit", sendOnce);
window.addEventListener("beforeunload", warnBeforeLeaving);
window.addEventListener("pageshow", allowAgain);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
focusErrors();
openNavigation();
drawCharts();
helpToFind();
