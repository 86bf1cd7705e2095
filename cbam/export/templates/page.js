// Draws the charts in the reader's light or dark. Paper shows the still drawings instead.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const colours = read("colours");
  const config = read("config");
  const escaped = Object.keys(colours).map((colour) => colour.replace(/[()]/g, "\\$&"));
  const known = new RegExp(escaped.join("|"), "g");
  const draw = () => {
    for (const data of document.querySelectorAll("script.chart")) {
      const text = data.textContent;
      const chart = JSON.parse(dark.matches ? text.replace(known, (colour) => colours[colour]) : text);
      data.parentElement.classList.add("drawn"); // first, so that the place has its width
      Plotly.react(data.nextElementSibling, chart.data, chart.layout, config);
    }
  };
  draw();
  dark.addEventListener("change", draw);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
})();
