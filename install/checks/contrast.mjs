// What the checks in browsers share.

/** In a page: WCAG contrast of each visible text that a selector finds against what lies behind it; those below 4.5. */
export function lowContrast(selector) {
  const parse = colour => { // rgb(1, 2, 3), rgba(1, 2, 3, .4), color(srgb .1 .2 .3 / .4)
    const numbers = (colour.match(/[\d.]+(?:e-?\d+)?/g) || []).map(Number);
    return colour.startsWith('color(') ? numbers.map((n, i) => (i < 3 ? n * 255 : n)) : numbers;
  };
  const channel = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const over = (top, under) => {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map(i => top[i] * alpha + under[i] * (1 - alpha));
  };
  const faded = (element, colour) => {
    let alpha = colour.length > 3 ? colour[3] : 1;
    for (let e = element; e; e = e.parentElement) alpha *= Number(getComputedStyle(e).opacity);
    return [...colour.slice(0, 3), alpha];
  };
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, layer) => (layer.length ? over(layer, under) : under), [255, 255, 255]);
  };
  const found = [];
  for (const element of document.querySelectorAll(selector)) {
    const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).join('').trim();
    if (!text || element.closest('style') || !element.getClientRects().length) continue;
    const under = behind(element);
    const svg = element.closest('svg');
    const style = getComputedStyle(element);
    const ink = over(faded(element, parse(svg ? style.fill : style.color)), under);
    const [a, b] = [luminance(ink), luminance(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(1)}: ${text.slice(0, 40)}`);
  }
  return [...new Set(found)];
}
