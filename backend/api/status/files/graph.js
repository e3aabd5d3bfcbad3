// Draws messages per second over the last 15 minutes as SVG, in pixels of its own width.

const SVG = "http://www.w3.org/2000/svg";
const SPAN_S = 15 * 60;
const HEIGHT = 208;
const LEFT = 40;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 24;

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// The next of 1, 2, 3, 4, 6, 8, 10, 20 ... above a value, so that the scale has round numbers.
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return power * ([1, 2, 3, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10);
}

export function shown(value) {
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

// Fills `place`; calls `read` with the sample under the pointer, or with none.
export function draw(place, samples, at, sampleSeconds, read) {
  const width = Math.max(place.clientWidth, 240);
  const values = samples.map((sample) => sample.messagesPerSecond);
  const highest = roundUp(Math.max(1, ...values));
  const now = Date.parse(at);
  const x = (sample) =>
    LEFT + (width - LEFT - RIGHT) * (1 - (now - Date.parse(sample.at)) / (SPAN_S * 1000));
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / highest);
  const last = values.at(-1) ?? 0;
  const label = `Messages per second over the last 15 minutes: now ${shown(last)}, ` +
    `at most ${shown(Math.max(0, ...values))}`;
  const svg = element("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label });
  for (const share of [0, 0.5, 1]) {
    const height = y(highest * share);
    svg.append(
      element("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: height, y2: height }),
      element("text", { x: LEFT - 8, y: height + 4, "text-anchor": "end" }, shown(highest * share)),
    );
  }
  for (const minutes of [15, 10, 5, 0]) {
    const anchor = minutes === 15 ? "start" : minutes === 0 ? "end" : "middle";
    const place_ = LEFT + (width - LEFT - RIGHT) * (1 - minutes / 15);
    const text = minutes === 0 ? "now" : `${minutes} min${width < 480 ? "" : " ago"}`;
    svg.append(element("text", { x: place_, y: HEIGHT - 4, "text-anchor": anchor }, text));
  }
  const visible = samples.filter((sample) => x(sample) >= LEFT);
  if (visible.length > 1) {
    // A pause in the samples, after a restart or a sleep, is a gap and not a slope.
    const parts = [];
    for (const sample of visible) {
      const part = parts.at(-1);
      const before = part?.at(-1);
      const joined = before && Date.parse(sample.at) - Date.parse(before.at) < 3000 * sampleSeconds;
      if (joined) part.push(sample);
      else parts.push([sample]);
    }
    for (const part of parts) {
      const line = part
        .map((sample, i) => `${i ? "L" : "M"}${x(sample).toFixed(1)} ${y(sample.messagesPerSecond).toFixed(1)}`)
        .join("");
      const area = `${line}L${x(part.at(-1)).toFixed(1)} ${y(0)}L${x(part[0]).toFixed(1)} ${y(0)}Z`;
      svg.append(element("path", { class: "area", d: area }), element("path", { class: "line", d: line }));
    }
  } else {
    const middle = { x: LEFT + (width - LEFT - RIGHT) / 2, y: y(highest / 4), "text-anchor": "middle" };
    svg.append(element("text", middle, "The first points come in a few seconds."));
  }
  const mark = element("line", { class: "mark", y1: TOP, y2: y(0), visibility: "hidden" });
  const dot = element("circle", { class: "dot", r: 5, visibility: "hidden" });
  svg.append(mark, dot);
  svg.addEventListener("pointermove", (event) => {
    const pointed = event.clientX - svg.getBoundingClientRect().left;
    const nearest = visible.reduce(
      (best, one) => (!best || Math.abs(x(one) - pointed) < Math.abs(x(best) - pointed) ? one : best),
      null,
    );
    if (!nearest) return;
    for (const [key, value] of [["x1", x(nearest)], ["x2", x(nearest)]]) mark.setAttribute(key, value);
    dot.setAttribute("cx", x(nearest));
    dot.setAttribute("cy", y(nearest.messagesPerSecond));
    for (const shape of [mark, dot]) shape.setAttribute("visibility", "visible");
    read(nearest);
  });
  svg.addEventListener("pointerleave", () => {
    for (const shape of [mark, dot]) shape.setAttribute("visibility", "hidden");
    read(null);
  });
  place.replaceChildren(svg);
}
