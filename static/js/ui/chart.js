/* Turns the server's drawing into an interactive chart. The drawing stays when anything fails, and comes back on paper.

   The specification may name our colours as "var(--plan)", or with an opacity as "var(--forecast)/0.13"; they are read from the
   style sheet, so that a chart follows the light or dark preference. */

const COLOUR = /^var\((--[a-z0-9-]+)\)(?:\/([\d.]+))?$/;
const BUTTONS_LEFT_OUT = ["sendChartToCloud", "lasso2d", "select2d", "zoomIn2d", "zoomOut2d", "autoScale2d"];

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function colour(name, opacity) {
  const value = token(name);
  const long = /^#(.)(.)(.)$/.test(value) ? value.replace(/[^#]/g, "$&$&") : value;
  if (!opacity || !/^#[0-9a-f]{6}$/i.test(long)) return value;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

function withColours(part) {
  if (typeof part === "string") {
    const found = COLOUR.exec(part);
    return found ? colour(found[1], found[2]) : part;
  }
  if (Array.isArray(part)) return part.map(withColours);
  if (part && typeof part === "object") return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withColours(value)]));
  return part;
}

function template() {
  const axis = {
    gridcolor: colour("--grid"), linecolor: colour("--rule"), zerolinecolor: colour("--rule"), automargin: true, fixedrange: false,
    tickfont: { color: colour("--ink-2") },
  };
  return {
    layout: {
      font: { family: token("--sans"), size: 14, color: colour("--ink-2") },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      colorway: ["--actual", "--plan", "--risk", "--off", "--on", "--none"].map((name) => colour(name)),
      margin: { l: 48, r: 24, t: 12, b: 40 }, showlegend: false, hovermode: "x unified",
      hoverlabel: { bgcolor: colour("--surface"), bordercolor: colour("--edge"), font: { color: colour("--ink") } },
      xaxis: { ...axis, showgrid: false }, yaxis: axis,
      modebar: { bgcolor: "rgba(0,0,0,0)", color: colour("--ink-3"), activecolor: colour("--accent") },
    },
  };
}

function loadStyle(href) {
  // Plotly looks for this id and class, and then does not write a style element, which our security policy would block.
  if (document.getElementById("plotly.js-style-global")) return Promise.resolve();
  return loaded(Object.assign(document.createElement("link"), { id: "plotly.js-style-global", className: "no-inline-styles", rel: "stylesheet", href }));
}

let library = null;
function loadLibrary(src) {
  library ??= loaded(Object.assign(document.createElement("script"), { src })).then(() => window.Plotly);
  return library;
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`not loaded: ${element.src || element.href}`)));
    document.head.append(element);
  });
}

/* Names of days and months and the signs of numbers, as the browser knows them for the language of the page. */
function registerLanguage(Plotly, words) {
  const language = document.documentElement.lang || "en";
  const days = (weekday) => [...Array(7).keys()].map((day) => new Date(Date.UTC(2023, 0, 1 + day)).toLocaleDateString(language, { weekday, timeZone: "UTC" }));
  const months = (month) => [...Array(12).keys()].map((number) => new Date(Date.UTC(2023, number, 1)).toLocaleDateString(language, { month, timeZone: "UTC" }));
  const sign = (type) => new Intl.NumberFormat(language).formatToParts(1234567.8).find((part) => part.type === type).value;
  const format = {
    days: days("long"), shortDays: days("short"), months: months("long"), shortMonths: months("short"),
    periods: ["AM", "PM"], dateTime: "%a %e %b %Y %X", date: "%d-%m-%Y", time: "%H:%M:%S",
    decimal: sign("decimal"), thousands: sign("group"), grouping: [3], currency: ["", ""],
    year: "%Y", month: "%b %Y", dayMonth: "%-d %b", dayMonthYear: "%-d %b %Y",
  };
  Plotly.register({ moduleType: "locale", name: language, dictionary: words, format });
  return language;
}

/* A phone has room for fewer names of months, and none for turned ones. */
function fitted(layout, width) {
  const isNarrow = width < 520;
  const xaxis = { tickangle: 0, ...layout.xaxis };
  const names = xaxis.tickvals || [];
  if (isNarrow && names.length > 5) {
    const step = Math.ceil(names.length / 5);
    xaxis.tickvals = names.filter((_name, place) => place % step === 0);
    xaxis.ticktext = xaxis.ticktext.filter((_name, place) => place % step === 0);
  }
  return { height: isNarrow ? 400 : 380, ...layout, xaxis };
}

/* The words above the plot stand right of their day, else left of it, and are cut where neither side has room; a pointer on them
   reads them whole. They come with the latest first, in rows that repeat. */
function notesInside(layout, width) {
  const edge = { left: 48, right: width - 24 }; // as the margins of the template
  const [begins, ends] = (layout.xaxis.range || []).map((day) => Date.parse(day));
  const at = (day) => edge.left + ((Date.parse(day) - begins) / (ends - begins)) * (edge.right - edge.left);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `14px ${token("--sans")}`;
  const wide = (text) => pen.measureText(text).width + 6;
  const free = new Map(); // where the words to the right begin, by row
  const notes = (layout.annotations || []).map((note) => {
    const [text, x, end] = [plain(note.text), at(note.x), free.get(note.yshift) ?? edge.right];
    const room = { left: end - x, right: x - edge.left }; // by the side at which the words are anchored
    const xanchor = wide(text) <= room.left || room.left >= room.right ? "left" : "right";
    const shown = cut(text, (part) => wide(part) <= room[xanchor]);
    free.set(note.yshift, xanchor === "left" ? x : x - wide(shown));
    return { ...note, xanchor, text: marked(shown), ...(shown === text ? {} : { hovertext: note.text, captureevents: true }) };
  });
  return { ...layout, annotations: notes };
}

function cut(text, fits) {
  let shown = text;
  for (let kept = text.length - 1; kept > 0 && !fits(shown); kept -= 1) shown = `${text.slice(0, kept).trimEnd()}…`;
  return shown;
}

const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
const marked = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

async function draw(Plotly, figure, plot, language) {
  const spec = withColours(JSON.parse(figure.querySelector("[data-chart-spec]").textContent));
  const width = plot.clientWidth;
  const layout = { ...notesInside(fitted(spec.layout || {}, width), width), template: template(), autosize: true };
  await Plotly.react(plot, spec.data, layout, {
    displaylogo: false, responsive: true, plotlyServerURL: "", modeBarButtonsToRemove: BUTTONS_LEFT_OUT, locale: language,
  });
}

async function upgrade(figure) {
  const drawing = figure.querySelector("[data-chart-drawing]");
  const plot = document.createElement("div");
  plot.className = "figure-chart__plot";
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", figure.querySelector("figcaption").textContent.trim().replace(/\s+/g, " "));
  try {
    await loadStyle(figure.dataset.plotlyStyle);
    const Plotly = await loadLibrary(figure.dataset.plotlyScript);
    const language = registerLanguage(Plotly, JSON.parse(figure.dataset.plotlyWords || "{}"));
    drawing.after(plot);
    await draw(Plotly, figure, plot, language);
    drawing.hidden = true;
    const preference = window.matchMedia("(prefers-color-scheme: dark)");
    preference.addEventListener("change", () => draw(Plotly, figure, plot, language));
    window.addEventListener("beforeprint", () => { drawing.hidden = false; plot.hidden = true; });
    window.addEventListener("afterprint", () => { drawing.hidden = true; plot.hidden = false; });
  } catch (error) {
    plot.remove();
    drawing.hidden = false;
    console.warn("The interactive chart could not be shown:", error);
  }
}

export async function upgradeCharts(root) {
  await Promise.all(Array.from(root.querySelectorAll("figure[data-chart]"), upgrade));
}
